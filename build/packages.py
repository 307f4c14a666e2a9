"""Which package a file of the site belongs to: the core, a lab, or a few labs that share it.

What every lab needs is the core. What one lab needs is that lab's package; so its page fetches the core and
its own lab, and another lab, however many there are, costs it nothing. What several labs need, but not all,
is a package of its own where that saves something, and otherwise is put into the package of each of them.
"""

import hashlib
import zlib
from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

LEAST = (
    8_000  # bytes, compressed: what is smaller is not worth a request, and is packed with each lab instead
)


@dataclass(frozen=True)
class Split:
    """The files of the core, those of each further package, and the names of the packages that a lab
    needs."""

    core: frozenset[str]
    packages: Mapping[str, frozenset[str]]
    labs: Mapping[str, tuple[str, ...]]


def split(needs: Mapping[str, AbstractSet[str]], contents: Mapping[str, bytes]) -> Split:
    """Divide the files that labs need (slug -> files) among packages; `contents` says how large they are."""
    core = frozenset.intersection(*map(frozenset, needs.values()))
    shared: dict[frozenset[str], set[str]] = defaultdict(set)  # the labs that need them -> files
    for file in frozenset().union(*needs.values()) - core:
        shared[frozenset(slug for slug, files in needs.items() if file in files)].add(file)
    own: dict[str, set[str]] = {slug: set() for slug in needs}
    packages: dict[str, frozenset[str]] = {}
    labs: dict[str, list[str]] = {slug: [f"lab-{slug}"] for slug in needs}
    for owners, files in sorted(shared.items(), key=lambda item: sorted(item[0])):
        if len(owners) > 1 and _packed(files, contents) >= LEAST:
            name = f"shared-{hashlib.sha256(' '.join(sorted(owners)).encode()).hexdigest()[:6]}"
            packages[name] = frozenset(files)
            for slug in owners:
                labs[slug].append(name)
        else:
            for slug in owners:
                own[slug] |= files
    packages |= {f"lab-{slug}": frozenset(files) for slug, files in own.items()}
    return Split(core, packages, {slug: tuple(names) for slug, names in labs.items()})


def _packed(files: AbstractSet[str], contents: Mapping[str, bytes]) -> int:
    return sum(len(zlib.compress(contents[file])) for file in files)
