"""The plan of a panel that a run makes from section ``panel_build``: inputs, arguments, parts."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from tachkhis.case.config import Config


@dataclass(frozen=True)
class PanelPlan:
    """Names and parameters of the making of a panel."""

    config: Config

    @property
    def inputs(self) -> list[str]:
        """What a panel is made from; without ``panel_build``, a name that says what is missing."""
        build = self.config.panel_build
        if build is None:
            return ["the-section-panel_build-of-the-configuration"]
        words = [str(build.people), *(word.removeprefix("@") for word in build.variants)]
        fasta = [str(self.config.reference.fasta)] if build.left_align else []
        return words + fasta + ([] if build.callable is None else [str(build.callable)])

    @property
    def arguments(self) -> str:
        """Arguments of ``tachkhis panel plan``."""
        build = self.config.panel_build
        if build is None:
            return ""
        reference = self.config.reference
        words = ["--people", str(build.people), "--variants", *build.variants]
        words += ["--name", build.name, "--version", build.version, "--build", reference.build]
        words += [f"--{name}={getattr(build, name)}" for name in ("date", "source", "licence") if getattr(build, name)]
        if build.callable is not None:
            words += ["--callable", str(build.callable)]
        if build.left_align:
            words += ["--fasta", str(reference.fasta)]
        if reference.par is not None:
            stretches = [f"{name}:{a}-{b}" for name, regions in reference.par.items() for a, b in regions]
            words.append(f"--par={','.join(stretches)}")
        return shlex.join([*words, *build.arguments])

    @property
    def parts(self) -> int:
        """Jobs that count a panel."""
        return 1 if self.config.panel_build is None else self.config.panel_build.parts

    @property
    def part_files(self) -> list[str]:
        """What these jobs make."""
        ends = ("sites.gz", "runs.gz", "json")
        return [f"results/panel/parts/{n}.{end}" for n in range(1, self.parts + 1) for end in ends]
