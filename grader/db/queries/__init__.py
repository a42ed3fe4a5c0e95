"""Every SELECT, by what it is about. None writes, and none asks once for each row of another."""
