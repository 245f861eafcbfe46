"""The SyncAPI: what a bookkeeping product may do to the client files that are linked to it, without HTTP."""
