"""What the loop reads of a config, as one checked object, and what a config says that nothing here reads."""

from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from pydantic import BaseModel, ConfigDict, Field


class Settings(BaseModel):
    """How a run trains, whatever the model. Values are not converted ("12" is no 12)."""

    model_config = ConfigDict(strict=True, frozen=True)

    world_size: int = Field(ge=1, strict=False, alias="WORLD_SIZE")  # number of processes, as torchrun tells it
    data_root: Path
    train_files: str  # globs of token shards below data_root
    val_files: str
    seq_len: int = Field(ge=1)  # tokens per step
    num_iterations: int = Field(ge=1)  # steps
    cooldown_frac: float = Field(ge=0, le=1)
    val_tokens: int = Field(ge=1)
    val_loss_every: int = Field(ge=1)  # steps
    save_checkpoint: bool
    use_adam_mini: bool
    torch_compile: bool
    bfloat16: bool
    use_liger: bool
    use_wandb: bool
    learning_rate: float = Field(gt=0)  # the peak of the schedule
    seed: int = Field(ge=0)
    resume: Optional[str]  # path of a checkpoint
    sample_tokens: int = Field(ge=0)  # of the sample that is shown after training


def data_root(args: Any, started_in: Path) -> Tuple[Path, str]:
    """Folder of the globs of shards, and what there is to say of it: nothing, or one line."""
    local = started_in / str(getattr(args, "local_data_path", None) or "")
    modal = getattr(args, "modal_data_path", None)
    if not getattr(args, "IS_MODAL", False):
        return local, ""
    if modal and Path(str(modal)).is_dir():
        return Path(str(modal)), ""
    return local, f"IS_MODAL is set and modal_data_path {modal} is not there: data is looked for below {local}"


def unread_keys(plan: Dict[str, Any]) -> List[str]:
    """A line for each key beside model_cfg that contradicts it, and one for those that nobody reads."""
    others = ["type", "model_adapter", "IS_MODAL", "modal_data_path", "local_data_path", "proj_fp8"]
    read = [*others, *Settings.model_fields]
    beside = [key for key, value in plan.items() if value is not None and "." not in key and key not in read]
    own = {key: f"model_cfg.{key}" for key in beside if f"model_cfg.{key}" in plan}
    lines = [f"{key}={plan[key]} is not read, {at}={plan[at]} is" for key, at in own.items() if plan[key] != plan[at]]
    unknown = ", ".join(key for key in beside if key not in own)
    return lines + ([f"neither the trainer nor this model reads {unknown}"] if unknown else [])
