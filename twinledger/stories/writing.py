"""Writing a story down as the file that plays it again."""

from __future__ import annotations

import yaml

from twinledger.stories.schema import Story

WIDTH = 110


def as_yaml(story: Story, remarks: str = "") -> str:
    """Return the text of a story's file; `remarks` stand before it as comments."""
    content = story.model_dump(mode="json", exclude_defaults=True)
    text: str = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=WIDTH)
    comments = "".join(f"# {line}".rstrip() + "\n" for line in remarks.splitlines())
    return comments + text
