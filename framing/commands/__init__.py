"""The commands of the command line, one file each: thin wrappers over the public functions."""
