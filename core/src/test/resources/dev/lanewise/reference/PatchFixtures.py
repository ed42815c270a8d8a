import torch.nn.functional as F

from fixtures import case, uniform

ALL = {"kernel_size": (3, 2), "dilation": (1, 2), "padding": (1, 2), "stride": (2, 1)}
case("unfold2d", lambda x: F.unfold(x, 2), uniform(2, 2, 3, 4))
case("unfold2d with all settings", lambda x: F.unfold(x, **ALL), uniform(1, 2, 4, 3))
case("unfold2d without a batch", lambda x: F.unfold(x, 3, padding=1), uniform(2, 3, 2))
case("fold2d", lambda x: F.fold(x, 4, 2, stride=2), uniform(2, 8, 4))
case("fold2d with all settings", lambda x: F.fold(x, (4, 3), **ALL), uniform(1, 12, 10))
case("fold2d without a batch", lambda x: F.fold(x, (3, 4), 2), uniform(4, 6))
case("unflatten", lambda x: x.unflatten(-2, (3, -1)), uniform(2, 6, 2))
