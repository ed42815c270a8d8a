import torch
import torch.nn.functional as F

from fixtures import case, floats, uniform

mean = torch.tensor([0.5, -1.0, 2.0], dtype=torch.float64)
variance = torch.tensor([0.25, 4.0, 1.5], dtype=torch.float64)


def given(x, m, v, w, b):
    """What F.batch_norm computes, with gradients of the statistics too."""
    m, v, w, b = (p.reshape(-1, 1) for p in (m, v, w, b))
    y = (x - m) / (v + 1e-5).sqrt() * w + b
    assert torch.allclose(y, F.batch_norm(x, m.detach().flatten(), v.detach().flatten(), w.flatten(), b.flatten()))
    return y


case("batchNorm", lambda x, w, b: F.batch_norm(x, None, None, w, b, True), uniform(3, 2, 4), uniform(2), uniform(2))
case("batchNorm of vectors", lambda x, w, b: F.batch_norm(x, None, None, w, b, True), uniform(5, 3), uniform(3), uniform(3))
case("batchNorm of pictures", lambda x, w: F.batch_norm(x, None, None, w, None, True, eps=0.01), uniform(2, 2, 4, 5), uniform(2))
case("batchNorm of volumes", lambda x: F.batch_norm(x, None, None, None, None, True), uniform(2, 2, 2, 3, 3))
case("batchNorm of numbers far from 0", lambda x: F.batch_norm(x, None, None, None, None, True, eps=0.25), uniform(2, 2, 9, low=99, high=101))
case("batchNorm by given statistics", given, uniform(3, 2, 4), uniform(2), uniform(2, low=0.5, high=2.0), uniform(2), uniform(2))
case("batchNorm by given statistics of vectors", lambda x, w, b: F.batch_norm(x, mean, variance, w, b, eps=0.01),
     uniform(3, 3), uniform(3), uniform(3))
case("groupNorm", lambda x, w, b: F.group_norm(x, 2, w, b), uniform(3, 4, 3), uniform(4), uniform(4))
case("groupNorm of vectors", lambda x, w, b: F.group_norm(x, 3, w, b, eps=0.01), uniform(2, 6), uniform(6), uniform(6))
case("groupNorm of pictures", lambda x, w, b: F.group_norm(x, 1, w, b), uniform(2, 4, 2, 3), uniform(4), uniform(4))
case("groupNorm without weight", lambda x: F.group_norm(x, 2), uniform(2, 4, 5))
case("instanceNorm", lambda x, w, b: F.instance_norm(x, weight=w, bias=b), uniform(3, 2, 4), uniform(2), uniform(2))
case("instanceNorm of pictures", lambda x: F.instance_norm(x, eps=0.01), uniform(2, 2, 3, 3))
case("rmsNorm", lambda x, w: F.rms_norm(x, (5,), w, eps=2.0**-23), uniform(3, 5), uniform(5))
case("rmsNorm without weight", lambda x: F.rms_norm(x, (5,), eps=0.01), uniform(3, 5))
case("rmsNorm over two axes", lambda x, w: F.rms_norm(x, (2, 3), w, eps=1e-5), uniform(2, 2, 3), uniform(2, 3))
case("rmsNorm of small numbers", lambda x: F.rms_norm(x, (4,), eps=2.0**-23), floats([[1e-4, -2e-4, 3e-4, 1e-3]]))
case("localResponseNorm", lambda x: F.local_response_norm(x, 3, 0.5, 0.75, 2.0), uniform(2, 5, 4))
case("localResponseNorm of an even size", lambda x: F.local_response_norm(x, 4, 0.1, 0.75, 1.0), uniform(1, 6, 2, 3))
