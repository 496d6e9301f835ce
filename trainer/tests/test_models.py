"""The networks of all registered types, in tiny shapes: they learn, look no token ahead, and read each key of a Cfg."""

import math
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, List, get_args

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed; see requirements-train.txt")

from nets.diffusion import Diffusion  # noqa: E402
from nets.mamba import Scan  # noqa: E402
from trainer_registry import ADAPTER_PATHS, resolve_adapter_by_type  # noqa: E402
from training import make_optimizer  # noqa: E402

TEXT = torch.tensor(list((Path(__file__).parents[1] / "sample.txt").read_bytes()))
SMALL: Any = dict(vocab_size=258, n_ctx=32, d_model=32, n_layers=2, num_heads=2, num_layers=2, model_dim=32, d_state=4)
SMALL.update(patch_size=4, d_local=32, d_global_pre_patch=8, n_layers_d_global=1, n_layers_d_local=1, local_n_heads=2)
SMALL.update(global_n_heads=2, capacity=0.25, num_experts=4, l_p=1, l_core=1, l_c=1, mean_recurrence=6, r_max=4)
SMALL.update(k_trunc=2, eval_recurrence=3, num_timesteps=20, sampling_timesteps=20, num_sampling_steps=10)
SMALL.update(sar_chunk_size=8)
# What a key is changed to where one more, half or the contrary will not do; what beside it makes it matter.
CHANGED: Any = dict(d_model=64, model_dim=64, n_ctx=64, patch_size=8, pad_id=5, eos_id=65, absorbing_state_idx=101)
CHANGED.update(gate_norm_factor=0.5, jitter_noise=0.1, time_step_rank=3, time_step_floor=0.05, time_step_min=0.05)
CHANGED.update(num_heads=1, local_n_heads=1, global_n_heads=1, lognorm_var=0.0, d_local=64, sliding_window_size=8)
CHANGED.update(alpha_min=0.3)
BESIDE: Any = dict(nearest_neighbors={"transition_type": "nearest_neighbor"})
BESIDE.update(dict.fromkeys(["gaussian_beta_min", "gaussian_beta_max"], {"transition_type": "gaussian"}))
BESIDE.update(dict.fromkeys(["bos_token_id", "eos_token_id", "pad_token_id"], {"vocab_size": 3}))


def adapt(kind: str, **changes: Any) -> Any:
    adapter = resolve_adapter_by_type(kind)
    small = {key: value for key, value in SMALL.items() if key in adapter.Cfg.model_fields}
    return adapter(adapter.Cfg(**{**small, **changes}))


def build(kind: str, **changes: Any) -> Any:
    torch.manual_seed(0)
    return adapt(kind, **changes).network()


def rows(network: Any, count: int) -> Any:
    starts = torch.randint(len(TEXT) - 40, (count,))
    cut = 32 + network.extra_tokens
    return torch.stack([TEXT[start : start + cut] for start in starts.tolist()])


@torch.no_grad()
def validate(network: Any, batches: int = 3) -> float:
    torch.manual_seed(1)
    losses = [network.eval().loss(rows(network, 32)).item() for _ in range(batches)]
    network.train()
    return sum(losses) / batches


@pytest.mark.parametrize("kind", ADAPTER_PATHS)
def test_loss_falls_and_all_weights_learn(kind: str) -> None:
    network = build(kind)
    assert sum(weight.numel() for weight in network.parameters()) == adapt(kind).parameter_count()
    before, first = validate(network), {name: weight.clone() for name, weight in network.named_parameters()}
    settings: Any = SimpleNamespace(use_adam_mini=False, learning_rate=5e-3)
    optimizer = make_optimizer(network, settings)
    for group in optimizer.param_groups:
        group["weight_decay"] = 0.0  # which moves what has no gradient, too
    for _ in range(40):
        network.loss(rows(network, 8)).backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
        network.after_step()
    assert validate(network) < 0.8 * before
    moves = {name: (weight - first[name]).abs().max() for name, weight in network.named_parameters()}
    assert [name for name, move in moves.items() if move < 1e-3] == []


def test_gpt2_has_as_many_weights_as_published() -> None:
    adapter = resolve_adapter_by_type("gpt2")
    assert adapter(adapter.Cfg()).parameter_count() == 124_439_808


@pytest.mark.parametrize("kind", ADAPTER_PATHS)
def test_no_token_looks_ahead(kind: str) -> None:
    """Changes the token in the middle: what is told before it stays, and what is told from there on does not."""
    # Where every block routes, a token may pass none and be told to nobody.
    network = build(kind, **({"every_other": True} if kind == "mixture-of-depths" else {}))
    for weight in network.parameters():  # away from initial zeros, which would hide what a token sees
        weight.data += 0.1 * torch.randn_like(weight)
    tokens = rows(network.eval(), 4)[:, :31]
    other = tokens.clone()
    other[:, 15] = (other[:, 15] + 1) % 256
    with torch.no_grad():
        pair = []
        for row in (tokens, other):
            torch.manual_seed(2)
            pair.append(network.logits(row))
    moved = (pair[0] - pair[1]).abs().amax((0, 2))
    assert moved[15:].min() > 1e-4
    assert (moved[:15].min() > 1e-4) if isinstance(network, Diffusion) else (moved[:15].max() < 1e-5)


@cache
def fingerprint(kind: str, *changes: Any) -> Any:
    """All that a run can see of a network: its weights, losses, gradients and samples, and what the adapter says."""
    adapter, network = adapt(kind, **dict(changes)), build(kind, **dict(changes))
    seen = [adapter.refusals(), adapter.notes(), network.longest, network.extra_tokens]
    seen += [(name, tuple(weight.shape), weight.double().sum().item()) for name, weight in network.named_parameters()]
    tokens = rows(network, 4) % network.cfg.vocab_size
    for _ in range(4):
        network.loss(tokens).backward()
    seen += [weight.grad.double().abs().sum().item() for weight in network.parameters() if weight.grad is not None]
    network.eval()
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        seen.append(network.loss(tokens).item())
    return seen + [network.sample(prompt, 24).tolist() for prompt in (tokens[:, :3], tokens[:1, :0].expand(64, 0))]


@pytest.mark.parametrize("kind", ADAPTER_PATHS)
def test_the_seed_decides_all(kind: str) -> None:
    assert fingerprint(kind) == fingerprint.__wrapped__(kind)


def others(key: str, field: Any) -> Any:
    """Values of a key beside the one that it has in SMALL or by default: each other one of a Literal."""
    value = SMALL.get(key, field.default)
    if key in CHANGED:
        return [CHANGED[key]]
    if isinstance(value, (int, float)):
        return [not value if isinstance(value, bool) else value + 1 if isinstance(value, int) else value / 2]
    return [option for option in get_args(field.annotation) if option != value]


KEYS = [(kind, *pair) for kind in ADAPTER_PATHS for pair in resolve_adapter_by_type(kind).Cfg.model_fields.items()]


@pytest.mark.parametrize("kind, key, value", [(kind, key, x) for kind, key, field in KEYS for x in others(key, field)])
def test_each_key_is_used_or_refused(kind: str, key: str, value: Any) -> None:
    beside = BESIDE.get(key, {})
    assert fingerprint(kind, *beside.items()) != fingerprint(kind, *{**beside, key: value}.items())


TRANSITIONS = [("d3pm", {"transition_type": kind}) for kind in ("uniform", "gaussian", "nearest_neighbor")]


@pytest.mark.parametrize("kind, changes", [*((kind, {}) for kind in ADAPTER_PATHS), *TRANSITIONS])
def test_bfloat16_goes_the_same_way(kind: str, changes: Any) -> None:
    network, grads = build(kind, **changes), []
    tokens = rows(network, 4)
    for enabled in (False, True):
        torch.manual_seed(2)
        network.zero_grad()
        with torch.autocast("cpu", torch.bfloat16, enabled=enabled):
            network.loss(tokens).backward()
        grads.append(torch.cat([weight.grad.flatten() for weight in network.parameters() if weight.grad is not None]))
    assert torch.cosine_similarity(grads[0], grads[1], dim=0) > 0.9


def test_scan_is_the_recurrence() -> None:
    a, b = (torch.rand(5, 2, 3, dtype=torch.double, requires_grad=True) for _ in range(2))
    state = torch.zeros(2, 3, dtype=torch.double)
    for got, decay, add in zip(Scan.apply(a, b), a, b):
        state = decay * state + add
        assert torch.allclose(got, state)
    assert torch.autograd.gradcheck(Scan.apply, (a, b))


@pytest.mark.parametrize("kind", ["mdlm", "d3pm", "sedd"])
def test_who_knows_nothing_needs_log_vocabulary(kind: str) -> None:
    """The bounds are nats per token: with an empty head, the logarithm of the number of ids."""
    network = build(kind, **({} if kind == "mdlm" else {"num_timesteps": 100, "noise_schedule": "linear"}))
    torch.nn.init.zeros_(network.head.weight)
    assert validate(network, 8) == pytest.approx(math.log(258), rel=0.1)


@pytest.mark.parametrize("kind", ["gaussian", "nearest_neighbor", "uniform", "absorbing"])
def test_noise_adds_up(kind: str) -> None:
    """Two stretches of noise are one of their sum, chances stay chances, and all tokens are struck in the end."""
    network = build("d3pm", transition_type=kind)
    p, (short, long) = network.one_hot(torch.tensor([[3, 60]])), network.strength(torch.tensor([[0.2], [0.5]]))
    twice = network.spread(network.spread(p, short), long - short)
    assert torch.allclose(twice, network.spread(p, long), atol=1e-5)
    assert torch.allclose(twice.sum(-1), torch.ones(1, 2), atol=1e-4)
    assert network.spread(p, network.strength(torch.ones(1)))[0, 0, 3] < 0.05


def test_ngpt_steps_on_the_sphere() -> None:
    """At first each block goes a twentieth of the way to what its layers say; how far is learned, as scales are."""
    network = build("ngpt").eval()
    block, x = network.layers[0], network.read(rows(network, 2)[:, :8])
    with torch.no_grad():
        target = torch.nn.functional.normalize(block.attention(x), dim=-1)
        middle = torch.nn.functional.normalize(0.95 * x + 0.05 * target, dim=-1)
        value, gate = block.up(middle).chunk(2, dim=-1)
        target = block.out(value * torch.nn.functional.silu(gate * 32**0.5))
        target = torch.nn.functional.normalize(target, dim=-1)
        end = torch.nn.functional.normalize(0.95 * middle + 0.05 * target, dim=-1)
        torch.testing.assert_close(block(x), end)
        torch.nn.init.zeros_(block.sizes)
        torch.testing.assert_close(block(x), x)
    names = {name.split(".")[-1] for name, weight in network.named_parameters() if weight.requires_grad}
    assert names == {"weight", "sizes", "scales", "scale"}
    for weight in (network.embed.weight, network.head.weight, block.up.weight, block.out.weight.T):
        torch.testing.assert_close(weight.norm(dim=1), torch.ones(len(weight)))


@pytest.mark.parametrize("kind, heads", [("base-mtp", 3.0), ("deepseek-mtp", 1.3)])
def test_each_further_token_has_its_loss(kind: str, heads: float) -> None:
    """With an empty head each prediction costs log V: in training three of them, in validation the next alone."""
    network = build(kind)
    torch.nn.init.zeros_(network.head.weight)
    tokens = rows(network, 4)
    assert network.loss(tokens).item() == pytest.approx(heads * math.log(258), rel=1e-4)
    assert network.eval().loss(tokens).item() == pytest.approx(math.log(258), rel=1e-4)


def test_deepseek_reads_the_token_that_it_foretold() -> None:
    """The last two tokens are targets alone; the one before them is what the last module reads."""
    network = build("deepseek-mtp")
    tokens, length = rows(network, 2), 32
    for row, seen in ((length, True), (length + 1, True), (length + 2, False)):
        network.zero_grad()
        other = tokens.clone()
        other[:, row] = 257  # an id that the text has not
        network.loss(other).backward()
        assert bool(network.embed.weight.grad[257].abs().sum() > 0) == seen


def test_a_routed_block_passes_its_share_and_leaves_the_others() -> None:
    network = build("mixture-of-depths")
    block, x = network.layers[0], torch.randn(3, 32, 32)
    moved = (block(x) - x).abs().amax(-1) > 0
    assert moved.sum(1).tolist() == [8, 8, 8]
    best = block.router(x).squeeze(-1).topk(8).indices
    assert torch.zeros_like(moved).scatter(1, best, True).equal(moved)
    assert ((block.eval()(x) - x).abs().amax(-1) > 0).equal(block.router(x).squeeze(-1) > 0)


@pytest.mark.parametrize("gate_type", ["mixtral", "switch"])
def test_experts_are_weighed_by_their_gates(gate_type: str) -> None:
    layer = build("mixture-of-experts", gate_type=gate_type).layers[0].feed_forward
    x = torch.randn(2, 5, 32)
    chances = layer.router(x).softmax(-1)
    kept = chances * (chances >= chances.topk(2).values[..., -1:])
    gates = kept / kept.sum(-1, keepdim=True) if gate_type == "mixtral" else kept
    mixed = sum(gates[..., at, None] * expert(x) for at, expert in enumerate(layer.experts))
    torch.testing.assert_close(layer(x), mixed)


def reach(layer: Any, size: int = 32) -> Any:
    """Which token of a row reaches which in a layer: [T, T], true where the second hangs on the first."""
    x = torch.randn(1, 16, size, requires_grad=True)
    told = [torch.autograd.grad(layer(x)[0, at].sum(), x)[0][0].abs().amax(-1) > 0 for at in range(16)]
    return torch.stack(told, dim=1)


def test_sparse_attention_sees_what_its_branches_see() -> None:
    """Alone, each branch sees its own: whole past blocks, one chosen block beside its own, the last three tokens."""
    layer = build("nsa", sliding_window_size=3, num_selected_blocks=2).layers[0].attention
    layer.gate = torch.nn.Linear(32, 6)
    torch.nn.init.zeros_(layer.gate.weight)
    seen = []
    for branch in range(3):
        torch.nn.init.constant_(layer.gate.bias, -1e9)
        layer.gate.bias.data[branch::3] = 1e9
        seen.append(reach(layer))
    before, here = torch.arange(16)[:, None], torch.arange(16)
    same = before == here  # by the query
    assert seen[0].equal((before // 4 * 4 + 3 <= here) | same & seen[0])
    assert seen[2].equal((before <= here) & (here - before < 3))
    own = (before <= here) & (before // 4 == here // 4)
    assert (seen[1] | ~own).all() and not seen[1][before > here].any()
    blocks = seen[1].unflatten(0, (4, 4)).any(1).sum(0)  # of the blocks of each query; each of two heads chooses
    assert blocks[:4].tolist() == [1] * 4 and blocks.max() <= 3 and blocks[12:].min() >= 2


def test_recurrence_is_drawn_as_often_as_asked_and_cut() -> None:
    network = build("recurrent-depth", mean_recurrence=6, r_max=1000, lognorm_var=0.25, k_trunc=2)
    torch.manual_seed(3)
    draws = [network.runs() for _ in range(4000)]
    assert min(draws) >= 1 and sum(draws) / 4000 == pytest.approx(7, rel=0.05)  # 1 + Poisson, as in the paper
    calls: List[bool] = []
    core = network.layers[1]
    core.register_forward_hook(lambda *_: calls.append(torch.is_grad_enabled()))
    network.runs = lambda: 5
    network.loss(rows(network, 1))
    assert calls == [False] * 3 + [True] * 2


def test_megabyte_reads_the_patch_before_and_its_own_bytes() -> None:
    """A byte tells the rest of its patch by the local model alone, and all later patches by the global one."""
    network = build("megabyte").eval()
    for weight in network.parameters():
        weight.data += 0.1 * torch.randn_like(weight)
    tokens = rows(network, 1)
    for layer in (*network.wide, network.step):  # a global model that says nothing
        for weight in layer.parameters():
            torch.nn.init.zeros_(weight)
    other = tokens.clone()
    other[:, 5] = (other[:, 5] + 1) % 256  # the second of patch 1
    moved = (network.predict(tokens, 0) - network.predict(other, 0)).abs().amax((0, 2)) > 0
    assert moved.nonzero().flatten().tolist() == [6, 7]


@pytest.mark.parametrize("kind", ADAPTER_PATHS)
def test_head_and_embedding_are_tied_where_the_paper_ties_them(kind: str) -> None:
    network = build(kind)
    assert (network.head.weight is network.embed.weight) == (kind in {"gpt2", "mamba", "recurrent-depth"})
