"""What stands between the network and the pages: who may ask, what an answer may cost."""
