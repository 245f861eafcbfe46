"""Stories: what people do on both sides, in YAML files that can be played, watched and checked."""
