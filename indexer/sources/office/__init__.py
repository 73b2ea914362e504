"""Office documents -> Records: needs the ``[office]`` extra, one library a format."""
