"""Writing a story down as the file that plays it again."""

from __future__ import annotations

import yaml

from twinledger.stories.schema import Story

WIDTH = 110


AS_TEST = '''"""{title}: the same once more, and what must come of it. Run it with pytest."""

from pathlib import Path

from twinledger.testing import assert_happens

STORY = """
{story}"""


def test_it_happens_again(tmp_path: Path) -> None:
    """Every step ends as it did when the story was written down."""
    file = tmp_path / "story.yaml"
    file.write_text(STORY, encoding="utf-8")
    assert_happens(file)
'''


def as_test(story: Story, remarks: str = "") -> str:
    """Return the text of a module for pytest that plays a story."""
    return AS_TEST.format(title=_quotable(str(story.title)), story=_quotable(as_yaml(story, remarks)))


def _quotable(text: str) -> str:
    """Return a text as it may stand between three quotes, whoever wrote it: it ends no text and begins no code."""
    return text.replace("\\", r"\\").replace('"""', r"\"\"\"")


def as_yaml(story: Story, remarks: str = "") -> str:
    """Return the text of a story's file; `remarks` stand before it as comments."""
    content = story.written()
    text: str = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=WIDTH)
    comments = "".join(f"# {line}".rstrip() + "\n" for line in remarks.splitlines())
    return comments + text
