"""The engine for collections that no single machine holds: an OpenSearch cluster."""
