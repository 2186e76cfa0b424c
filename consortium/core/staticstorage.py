"""Static files under names that carry their content's hash, compressed beforehand."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStatic(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, deaf to source maps.

    Vendored files name maps that are not shipped; Django would refuse to
    collect them. A browser asks for a map only when its developer tools are open.
    """

    patterns = tuple(
        (
            glob,
            tuple(
                pattern
                for pattern in found
                if "sourceMappingURL"
                not in (pattern if isinstance(pattern, str) else "".join(pattern))
            ),
        )
        for glob, found in CompressedManifestStaticFilesStorage.patterns
    )
