"""A reanalysis as a page for the geneticist: what is new, upgraded, downgraded, lost, each with the resource behind it.

One HTML file that needs nothing else; words are those of ``resources/report/reanalysis.<language>.json`` and, for
classes, strengths and modes, those of the report. The same document gives the same bytes.
"""

from __future__ import annotations

import html
from collections.abc import Iterator

from tachkhis.case.shipped import RESOURCES
from tachkhis.case.shipped import read_json
from tachkhis.interpretation.reanalysis.differences import Said
from tachkhis.interpretation.reanalysis.differences import differing
from tachkhis.interpretation.reanalysis.document import Change
from tachkhis.interpretation.reanalysis.document import CurationRow
from tachkhis.interpretation.reanalysis.document import Outcome
from tachkhis.interpretation.reanalysis.document import Reanalysis
from tachkhis.interpretation.reanalysis.document import ResourceChange
from tachkhis.interpretation.reanalysis.sources import CURATION
from tachkhis.interpretation.reanalysis.sources import QUESTION

KINDS = ("new", "upgraded", "downgraded", "lost", "changed")
STYLE = RESOURCES / "panel" / "summary.css"


def page_of(document: Reanalysis, language: str) -> str:
    """The whole page.

    Raises:
        KeyError: the language lacks a word.
    """
    return _Page(language).whole(document)


class _Page:
    def __init__(self, language: str) -> None:
        self.language = language
        self._own: dict[str, str] = read_json(RESOURCES / "report" / f"reanalysis.{language}.json")
        self._report: dict[str, str] = read_json(RESOURCES / "report" / f"text.{language}.json")

    def say(self, key: str, **values: object) -> str:
        """A sentence with its values, escaped for HTML."""
        return html.escape(self._own[key].format(**values))

    def whole(self, document: Reanalysis) -> str:
        """Head, sections, foot."""
        title = self.say("title", case=document.case, number=document.number)
        parts = [
            f'<!doctype html>\n<html lang="{self.language}">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>',
            f"<style>\n{STYLE.read_text(encoding='utf-8')}td {{ white-space: normal; }}\n</style>\n</head>\n<body>",
        ]
        if document.synthetic:
            parts.append(f'<p class="synthetic">{self.say("synthetic")}</p>')
        parts += ["<main>", f"<h1>{title}</h1>", f"<p>{self._against(document)}</p>", self._counts(document)]
        parts.append(f"<h2>{self.say('section.resources')}</h2>")
        parts += list(self._resources(document.resources))
        for kind in KINDS:
            rows = [one for one in document.changes if one.kind == kind]
            parts.append(f"<h2>{self.say(f'section.{kind}')} ({len(rows)})</h2>")
            parts += [line for row in rows for line in self._change(row)] or [f"<p>{self.say('none')}</p>"]
        parts.append(f"<h2>{self.say('section.curation')}</h2>")
        parts += list(self._curation(document.curation))
        parts.append(f"<h2>{self.say('section.history')}</h2>\n<p>{self.say('history.note')}</p>")
        parts += list(self._history(document))
        explain = self.say("explain", case=document.case, number=document.number)
        parts += [f'<p class="foot">{self.say("foot")} {explain}</p>', "</main>\n</body>\n</html>"]
        return "\n".join(parts) + "\n"

    def _against(self, document: Reanalysis) -> str:
        first = self.say("against.first") if document.against == 0 else self.say("against", number=document.against)
        return f"{first} {self.say('calls')}"

    def _counts(self, document: Reanalysis) -> str:
        cells = [(sum(one.kind == kind for one in document.changes), self.say(f"count.{kind}")) for kind in KINDS]
        cells.append((document.unchanged, self.say("count.unchanged")))
        return '<ul class="keys">' + "".join(f"<li><b>{number}</b>{word}</li>" for number, word in cells) + "</ul>"

    def _resources(self, rows: list[ResourceChange]) -> Iterator[str]:
        if not rows:
            yield f"<p>{self.say('resources.none')}</p>"
            return
        heads = "".join(f"<th>{self.say(f'column.{name}')}</th>" for name in ("resource", "was", "now"))
        yield f"<table><tr>{heads}</tr>"
        for row in rows:
            was, now = (html.escape(self._told(row.name, text)) for text in (row.was, row.now))
            same = f" {self.say('resources.other_file')}" if row.was == row.now else ""
            yield f"<tr><td>{self._resource(row.name)}</td><td>{was}</td><td>{now}{same}</td></tr>"
        yield "</table>"

    def _told(self, name: str, text: str | None) -> str:
        """A version; or what was asked or curated, whose words the document has in English."""
        if text is None:
            return self._own["resources.unused"]
        return ", ".join(self._asked(one) for one in text.split(", ")) if name in (QUESTION, CURATION) else text

    def _asked(self, words: str) -> str:
        """``3 rows``, ``1 signs``, a gene panel with its version, or a consent."""
        number, _, noun = words.partition(" ")
        if number.isdecimal() and noun in ("rows", "signs"):
            return self._own[f"asked.{noun}.{'one' if int(number) < 2 else 'many'}"].format(number=number)
        return self._report.get(f"consent.{words}", words)

    def _resource(self, name: str) -> str:
        return html.escape(self._own.get(f"resource.{name}", name))

    def _change(self, row: Change) -> Iterator[str]:
        shown = row.now or row.was
        assert shown is not None
        names = " + ".join(html.escape(name) for name in row.names or row.variants)
        yield f"<h3><i>{html.escape(row.gene)}</i> {names}</h3>"
        yield f"<p>{html.escape(', '.join(row.variants))} ; {self._mode(shown)} ; {self._place(row)}</p>"
        yield "<ul>"
        if row.was is not None and row.now is not None:
            yield from (f"<li>{self._differs(one)}</li>" for one in differing(row.was, row.now))
        else:
            yield f"<li>{self._outcome(shown)}</li>"
        if row.kind == "lost":
            why = ", ".join(self._own.get(f"lost.{code}", code) for code in row.lost_by) or self._own["lost.other"]
            yield f"<li>{self.say('lost', why=why)}</li>"
        by = ", ".join(self._own.get(f"resource.{name}", name) for name in row.by) or self._own["by.unknown"]
        yield f"<li><b>{self.say('by', by=by)}</b> ({self.say(f'how.{row.how}')})</li>"
        yield "</ul>"

    def _place(self, row: Change) -> str:
        if row.now is None:
            return self.say("place.lost")
        place = self.say("place.proposed" if row.now.proposed else "place.listed", rank=row.now.rank)
        return place if row.now.list_ == "diagnostic" else f"{place} ({self.say(f'list.{row.now.list_}')})"

    def _mode(self, one: Outcome) -> str:
        return html.escape(self._report.get(f"mode_short.{one.mode}", one.mode))

    def _class(self, word: str) -> str:
        return self._report[f"class.{word}"]

    def _outcome(self, one: Outcome) -> str:
        criteria = ", ".join(self._criterion(each) for each in one.criteria) or self._own["no_code"]
        said = self.say("outcome", points=one.points, criteria=criteria, **{"class": self._class(one.class_)})
        known = "; ".join(one.clinvar) or self._own["clinvar.nothing"]
        return f"{said} {self.say('outcome.clinvar', clinvar=known)}"

    def _criterion(self, text: str) -> str:
        """``PM2 supporting`` or ``PM2 supporting of chr1-5-A-T``, the strength in words."""
        code, _, rest = text.partition(" ")
        strength, _, variant = rest.partition(" of ")
        words = f"{code} ({self._report.get(f'strength.{strength}', strength)})"
        return self._own["of_variant"].format(criterion=words, variant=variant) if variant else words

    def _differs(self, one: Said) -> str:
        values: dict[str, str] = dict(one.values)
        if one.key in ("class", "points"):
            values |= {name: self._class(values[name]) for name in ("was", "now") if name in values}
        if one.key == "mode":
            values = {name: self._report.get(f"mode_short.{text}", text) for name, text in values.items()}
        if one.key == "list":
            values = {name: self._own[f"list.{text}"] for name, text in values.items()}
        if one.key in ("met", "not_met"):
            values = {"criterion": self._criterion(values["criterion"])}
        if one.key == "clinvar":
            nothing = self._own["clinvar.nothing"]
            values = {name: nothing if text == "nothing" else text for name, text in values.items()}
        return self.say(f"change.{one.key}", **values)

    def _curation(self, rows: list[CurationRow]) -> Iterator[str]:
        if not rows:
            yield f"<p>{self.say('curation.none')}</p>"
            return
        names = ("date", "author", "variant", "code", "reason", "origin")
        yield "<table><tr>" + "".join(f"<th>{self.say(f'column.{name}')}</th>" for name in names) + "</tr>"
        for one in rows:
            strength = self._report.get(f"strength.{one.strength}") or self._own.get(f"strength.{one.strength}")
            origin = self._own[f"origin.{one.origin}"]
            became = "" if one.status is None else f" ; {self._own[f'status.{one.status}']}"
            cells = (one.date, one.author, one.variant, f"{one.code}, {strength}", one.reason, f"{origin}{became}")
            yield "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>"
        yield "</table>"

    def _history(self, document: Reanalysis) -> Iterator[str]:
        names = ("analysis", "file", "sha256")
        yield "<table><tr>" + "".join(f"<th>{self.say(f'column.{name}')}</th>" for name in names) + "</tr>"
        for one in document.earlier:
            which = self.say("history.first") if one.analysis == 0 else self.say("history.again", number=one.analysis)
            signed = f" <b>{self.say('history.signed')}</b>" if one.signed else ""
            yield f"<tr><td>{which}</td><td>{html.escape(one.file)}{signed}</td><td>{one.sha256}</td></tr>"
        yield "</table>"
