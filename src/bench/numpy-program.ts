/**
 * The batched step in NumPy, float32, written to be fast: all parameters in one vector, so that the optimizer is a few
 * calls, work in place, and matrix products of all replicas in one call. Commands come line by line: `check` takes the
 * numbers of a few steps and answers with the weights after them, `run N` answers with samples per second of CPU time.
 */
export const NUMPY_PROGRAM = `
import json, sys, time
import numpy as np

shape = json.loads(sys.argv[1])
R, B = shape["replicas"], shape["rows"]
lead = (B,) if R == 1 else (R, B)
outer_lead = () if R == 1 else (R,)
beta1, beta2, epsilon, gamma = shape["beta1"], shape["beta2"], shape["epsilon"], np.float32(shape["discount"])
sizes = {"actor": shape["actor"], "critic": shape["critic"]}

count = sum((a + 1) * b for s in sizes.values() for a, b in zip(s, s[1:]))
flat = {name: np.zeros(outer_lead + (count,), np.float32) for name in ("w", "g", "m", "v", "rate", "t", "u")}
W, G = {}, {}
start = 0
for name, s in sizes.items():
    W[name], G[name] = [], []
    for l, (a, b) in enumerate(zip(s, s[1:])):
        part = (Ellipsis, slice(start, start + (a + 1) * b))
        flat["rate"][part] = shape["rates"][name][l]
        for kind, views in (("w", W), ("g", G)):
            views[name].append(flat[kind][part].reshape(outer_lead + (a + 1, b)))
        start += (a + 1) * b
updates = 0

def transposed(x):
    return x.swapaxes(-1, -2)

def affine(x, w):
    z = np.matmul(x, w[..., :-1, :])
    z += w[..., -1:, :]
    return z

def sigmoid(z):
    np.negative(z, z)
    np.exp(z, z)
    z += 1
    return np.reciprocal(z, z)

def gradient(g, x, e):
    np.matmul(transposed(x), e, out=g[..., :-1, :])
    np.sum(e, axis=-2, out=g[..., -1, :])

def values(x, slopes=None):
    hs = [x]
    for w in W["critic"][:-1]:
        z = affine(hs[-1], w)
        u = np.abs(z)
        np.negative(u, u)
        np.exp(u, u)
        if slopes is not None:
            slope = np.minimum(z, 0)
            np.exp(slope, slope)
            slope /= 1 + u
            slopes.append(slope)
        np.log1p(u, u)
        np.maximum(z, 0, out=z)
        z += u
        hs.append(z)
    return affine(hs[-1], W["critic"][-1]), hs

def step(x, following, rewards, going_on, uniforms):
    global updates
    hs, scores, at = [x], [], 0
    for w in W["actor"]:
        p = sigmoid(affine(hs[-1], w))
        n = p.shape[-1]
        h = (uniforms[..., at:at + n] < p).astype(np.float32)
        hs.append(h)
        scores.append(h - p)
        at += n
    delta = values(following)[0]
    slopes = []
    v, critic_hs = values(x, slopes)
    delta *= going_on
    delta *= gamma
    delta += rewards
    delta -= v
    delta /= B
    e = scores[-1]
    for l in range(len(W["actor"]) - 1, -1, -1):
        if l > 0:
            below = np.matmul(e, transposed(W["actor"][l][..., :-1, :]))
            below *= hs[l]
            below *= 2
            below *= scores[l - 1]
        gradient(G["actor"][l], hs[l], e * delta)
        e = below
    e = delta
    for l in range(len(W["critic"]) - 1, -1, -1):
        gradient(G["critic"][l], critic_hs[l], e)
        if l > 0:
            e = np.matmul(e, transposed(W["critic"][l][..., :-1, :]))
            e *= slopes[l - 1]
    updates += 1
    w, g, m, s, t, u = (flat[k] for k in ("w", "g", "m", "v", "t", "u"))
    m *= np.float32(beta1)
    np.multiply(g, np.float32(1 - beta1), t)
    m += t
    s *= np.float32(beta2)
    np.multiply(g, g, t)
    t *= np.float32(1 - beta2)
    s += t
    np.multiply(s, np.float32(1 / (1 - beta2 ** updates)), t)
    np.sqrt(t, t)
    t += np.float32(epsilon)
    np.multiply(m, flat["rate"], u)
    u *= np.float32(1 / (1 - beta1 ** updates))
    u /= t
    w += u

draws = sum(sizes["actor"][1:])
rng = np.random.default_rng(1)
batches = None

def array(values, columns):
    return np.array(values, np.float32).reshape(lead + (columns,))

for line in sys.stdin:
    command, argument = line.split(" ", 1)
    if command == "check":
        told = json.loads(argument)
        start = 0
        for name in sizes:
            for w in W[name]:
                w[...] = np.array(told["weights"][start:start + w.size], np.float32).reshape(w.shape)
                start += w.size
        batches = [
            (array(x, sizes["actor"][0]), array(r, 1), 1 - array(ended, 1))
            for x, r, ended in zip(told["observations"], told["rewards"], told["terminated"])
        ]
        for k, u in enumerate(told["uniforms"]):
            step(batches[k][0], batches[k + 1][0], batches[k][1], batches[k][2], array(u, draws))
        print(json.dumps([float(x) for name in sizes for w in W[name] for x in w.ravel()]), flush=True)
    else:
        n = int(argument)
        begin = time.process_time()
        for k in range(n):
            x, rewards, going_on = batches[k % len(batches)]
            following = batches[(k + 1) % len(batches)][0]
            step(x, following, rewards, going_on, rng.random(lead + (draws,), np.float32))
        print(n * R * B / (time.process_time() - begin), flush=True)
`;
