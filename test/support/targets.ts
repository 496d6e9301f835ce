// An app with a package of classes that `_target_` may name.
import { checkDiagnostics } from './check.ts';

/** An app that makes its model and nothing else of its config. */
export const APP = `
-- app.py --
import hydra
from hydra.utils import instantiate

@hydra.main(version_base=None, config_path="configs", config_name="app")
def main(cfg):
    instantiate(cfg.model)
`;

export const PACKAGE = `
-- pkg/__init__.py --
from .nets import Net
from .later import *
-- pkg/later.py --
def build(size: int, *, name: str = "b", **kwargs):
    """Builds one."""
-- pkg/nets.py --
from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Any, Dict, List, Literal, Optional, Sequence, Tuple, Union

class Mode(enum.Enum):
    FAST = "fast"
    SLOW = "slow"

class Base:
    def __init__(self, hidden: int, heads: int = 4):
        """Makes it.

        Args:
            hidden: the width of
                every layer
            heads (int): how many look
        """

class Net(Base):
    """A net.

    With layers.
    """

    @classmethod
    def from_file(cls, path: str, strict: bool = True) -> "Net": ...

    def forward(self, x): ...

class Open(Base):
    def __init__(self, depth: int, **kwargs):
        self.kwargs = kwargs

class Passing(Base):
    def __init__(self, depth: int, **kwargs):
        super().__init__(**kwargs)

class Place:
    def __init__(self, first, /, second=1, *, third): ...

class Many:
    def __init__(self, *parts): ...

class Typed:
    def __init__(
        self,
        ratio: float = 0.5,
        count: int = 1,
        flag: bool = False,
        name: str = None,
        maybe: Optional[int] = 3,
        either: Union[int, str] = 1,
        how: Literal["sum", "mean"] = "sum",
        sizes: Sequence[int] = (1,),
        pair: Tuple[float, float] = (0.1, 0.2),
        table: Dict[str, int] = {},
        names: "list[str] | None" = None,
        mode: Mode = Mode.FAST,
        net: Net = None,
        anything: Any = None,
        odd: int = 0.5,
    ): ...

@dataclass
class Settings:
    width: int
    depth: int = 2
    tags: List[str] = field(default_factory=list)
`;

/** A config whose problems are those that it annotates. */
export function check(config: string, ...more: readonly string[]): void {
  checkDiagnostics(`${APP}${PACKAGE}${more.join('')}
-- configs/app.yaml --
${config}
`);
}

/** The same with a cursor, to ask for something else. */
export function asked(config: string, ...more: readonly string[]): string {
  return `${APP}${PACKAGE}${more.join('')}
-- configs/app.yaml --
${config}
`;
}
