"""Readers, one a format: whatever people have -> Records.

``find_files`` walks a path, ``read_file`` reads one file of any format and packing, and
``read_path`` does both. What cannot be read comes as :class:`indexer.sources.record.Rejected`
in its place; nothing stops the run but a path that does not exist.

JSON Lines is the format for exchange: one object a line with ``text`` (or ``body``,
``content``, ``nội dung`` ...) and what else is known of ``id``, ``title``, ``lead``,
``date``, ``source`` (the publisher), ``byline``, ``category`` and ``url``; other keys
are kept. An Article as ``timtin export`` prints it is recognised and comes back as the
same Article.
"""

from indexer.sources.options import ReadOptions
from indexer.sources.readers import read_file, read_path, read_stream
from indexer.sources.walk import MANIFEST, STDIN, SourceFile, find_files

__all__ = [
    "MANIFEST",
    "STDIN",
    "ReadOptions",
    "SourceFile",
    "find_files",
    "read_file",
    "read_path",
    "read_stream",
]
