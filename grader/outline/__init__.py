"""What a submission binds, read in a throw-away process: the parser can be crashed by what it parses."""
