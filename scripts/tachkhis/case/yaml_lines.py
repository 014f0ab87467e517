"""Lines and keys of a YAML file, for faults that name them."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tachkhis.errors import Fault


def repeated_keys(path: Path) -> list[Fault]:
    """Keys that stand twice in a configuration file, of which YAML silently takes the last.

    A file that cannot be read as YAML has none: whoever reads it says so.
    """
    import yaml

    try:
        return list(repeated_keys_of(str(path), yaml.compose(path.read_text(encoding="utf-8-sig"), Loader=loader())))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return []


def loader() -> Any:
    """The safe loader, in C where PyYAML has it."""
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def repeated_keys_of(file: str, node: Any, path: tuple[str, ...] = ()) -> Iterator[Fault]:
    """A fault for each key of a composed YAML node that stands in it twice."""
    import yaml

    if not isinstance(node, yaml.MappingNode):
        return
    seen: set[str] = set()
    for key, value in node.value:
        name = str(key.value)
        if name in seen:
            row = key.start_mark.line + 1
            yield Fault(file, "this key stands twice", "keep one of the two", row, dotted((*path, name)))
        seen.add(name)
        yield from repeated_keys_of(file, value, (*path, name))


def line_of(file: Path, path: Sequence[str | int]) -> int | None:
    """1-based line of a key of a YAML file; of the nearest section above it, where the key is absent."""
    import yaml

    try:
        node = yaml.compose(file.read_text(encoding="utf-8-sig"), Loader=loader())
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return None
    line: int | None = None
    for part in path:
        if isinstance(node, yaml.MappingNode):
            step = next(((key, value) for key, value in node.value if key.value == str(part)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            step = (node.value[part], node.value[part])
        else:
            step = None
        if step is None:
            break
        line, node = step[0].start_mark.line + 1, step[1]
    return line


def dotted(path: Sequence[str | int]) -> str:
    """Keys and list positions as people write them: ``report.languages[1]``."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".")
