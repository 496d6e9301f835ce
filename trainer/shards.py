"""Token shards: the files that the trainer reads, and a command that makes small ones from any text.

    python shards.py                      # of the sample text, where configs/data.yaml looks for them
    python shards.py book.txt --to data/book

A shard is 256 little-endian int32 (magic number, version, number of tokens, zeros), then the tokens as uint16: the
format of llm.c and modded-nanogpt. The command makes a token of each byte, so that it needs no tokenizer.
"""

import argparse
import glob
import os
import struct
import sys
from dataclasses import dataclass
from pathlib import Path

from trainer_registry import TrainerError

MAGIC, VERSION, HEADER_BYTES = 20240520, 1, 1024
FOLDER, NAMES = Path("data/fineweb10B"), ("fineweb_train_000001.bin", "fineweb_val_000001.bin")
SCRIPT = Path(__file__).resolve()


@dataclass(frozen=True)
class TokenStream:
    """The tokens of some shards, one shard after the other; after the last comes the first again."""

    shards: tuple[tuple[Path, int], ...]  # each with its number of tokens

    @property
    def total(self) -> int:
        return sum(count for _, count in self.shards)

    def read(self, start: int, count: int) -> bytes:
        """`count` tokens from token `start` on, two bytes each, little-endian."""
        start, parts = start % self.total, []
        for path, size in self.shards * (2 + count // self.total):
            taken = max(0, min(size - start, count))
            if taken > 0:
                with open(path, "rb") as file:
                    file.seek(HEADER_BYTES + 2 * start)
                    parts.append(file.read(2 * taken))
            start, count = max(0, start - size), count - taken
        return b"".join(parts)


def open_shards(pattern: str, root: Path) -> TokenStream:
    """The shards that a glob below `root` matches, by name; a TrainerError when there are none or one is broken."""
    whole = pattern if os.path.isabs(pattern) else os.path.join(glob.escape(str(root)), pattern)
    paths = sorted(Path(path) for path in glob.glob(whole, recursive=True) if os.path.isfile(path))
    if not paths:
        command = f'python "{SCRIPT}" --to "{root / os.path.dirname(pattern)}"'
        raise TrainerError(f"no token shard matches {pattern} below {root}; to make some of a sample text: {command}")
    return TokenStream(tuple((path, count_tokens(path)) for path in paths))


def count_tokens(path: Path) -> int:
    """What a shard's header says, checked against the size of the file."""
    with open(path, "rb") as file:
        header = struct.unpack("<3i", file.read(12).ljust(12))
    if header[:2] != (MAGIC, VERSION):
        raise TrainerError(f"{path} is no token shard: it does not begin with {MAGIC} and version {VERSION}")
    if header[2] < 1 or path.stat().st_size < HEADER_BYTES + 2 * header[2]:
        raise TrainerError(f"{path} is cut off: its header promises {header[2]} tokens")
    return int(header[2])


def write_shard(path: Path, text: bytes) -> None:
    """Writes a token per byte; a FileExistsError where there is a file already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tokens = bytearray(2 * len(text))
    tokens[::2] = text
    with open(path, "xb") as file:
        file.write(struct.pack("<256i", MAGIC, VERSION, len(text), *[0] * 253) + tokens)


def main() -> int:
    parser = argparse.ArgumentParser(description="Makes a training and a validation shard of texts, a token per byte.")
    parser.add_argument("texts", nargs="*", type=Path, metavar="TEXT", help="files to read (none: sample.txt)")
    parser.add_argument("--to", type=Path, default=FOLDER, help="folder (default: %(default)s)")
    options = parser.parse_args()
    try:
        tokens = b"\n".join(path.read_bytes() for path in options.texts or [SCRIPT.with_name("sample.txt")])
        kept = len(tokens) - len(tokens) // 10  # the last tenth is for validation
        shards = dict(zip(NAMES, (tokens[:kept], tokens[kept:])))
        for name, part in shards.items():
            if not part or (options.to / name).exists():
                raise TrainerError(f"{options.to / name} is there already" if part else "the text is too short")
        for name, part in shards.items():
            write_shard(options.to / name, part)
            print(f"wrote {options.to / name}: {len(part)} tokens, one per byte")
    except (OSError, TrainerError) as error:
        print(f"error: {error}; nothing was written", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
