"""The list of parts of a release (SBOM) in CycloneDX: what we ship, and what is within it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cyclonedx.model import ExternalReference, ExternalReferenceType, HashAlgorithm, HashType, XsUri
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from publish.hashes import sha256_of
from publish.licences.components import Component as Part
from publish.licences.components import load
from wizard.version import VERSION


def sbom(files: Sequence[Path], made: datetime) -> str:
    """The list as JSON: our files with their hashes, and every component of others.

    `made`: the date that it bears. The same files and date give the same text.
    """
    own = Component(
        name="tokenhilfe",
        version=VERSION,
        type=ComponentType.APPLICATION,
        bom_ref="tokenhilfe",
        licenses=[LicenseExpression("MIT")],
        purl=PackageURL("pypi", name="tokenhilfe", version=VERSION),
    )
    parts = {part.id: _component(part) for part in load()}
    shipped = [_file(path) for path in files]
    bom = Bom(
        metadata=BomMetaData(component=own, timestamp=made),
        components=[*shipped, *parts.values()],
        # From what it lists, so that it is the same each time.
        serial_number=uuid.uuid5(uuid.NAMESPACE_URL, _fingerprint(files)),
    )
    bom.register_dependency(own, [*shipped, *(parts[one.id] for one in load() if not one.within)])
    for part in load():
        if part.within:
            bom.register_dependency(parts[part.within], [parts[part.id]])
    text = JsonV1Dot6(bom).output_as_string(indent=2)
    return json.dumps(json.loads(text), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _component(part: Part) -> Component:
    return Component(
        name=part.name,
        version=part.version or None,
        type=ComponentType.LIBRARY,
        bom_ref=f"part:{part.id}",
        description=part.what,
        copyright=part.copyright,
        licenses=[LicenseExpression(part.licence)],
        external_references=[
            ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(part.url))
        ],
    )


def _file(path: Path) -> Component:
    return Component(
        name=path.name,
        type=ComponentType.FILE,
        bom_ref=f"file:{path.name}",
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=sha256_of(path))],
    )


def _fingerprint(files: Sequence[Path]) -> str:
    return f"tokenhilfe:{VERSION}:" + ",".join(f"{path.name}={sha256_of(path)}" for path in files)
