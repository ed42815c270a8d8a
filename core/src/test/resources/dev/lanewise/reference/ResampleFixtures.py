import torch.nn.functional as F

from fixtures import case, uniform


def options(kind, axes):
    """PyTorch's arguments; the mode of a linear interpolation depends on the number of axes."""
    mode, *setting = kind.split(" ")
    if mode == "linear":
        mode = ["linear", "bilinear", "trilinear"][axes - 1]
    if mode == "cubic":
        mode = "bicubic"
    given = {"mode": mode}
    if setting == ["aligned"]:
        given["align_corners"] = True
    if setting == ["antialiased"]:
        given["antialias"] = True
    return given


kinds = ["nearest", "nearest-exact", "linear", "linear aligned", "cubic", "cubic aligned", "linear antialiased",
         "cubic antialiased"]
for kind in kinds:
    two = options(kind, 2)
    for size in [(7, 6), (2, 3), (1, 1)]:
        case("interpolate of planes to %d x %d, %s" % (*size, kind), lambda x: F.interpolate(x, size, **two),
             uniform(1, 2, 4, 5))
    case("interpolateBy 2, " + kind, lambda x: F.interpolate(x, scale_factor=2, **two), uniform(1, 1, 3, 2))
    case("interpolateBy 1.6 and 0.7, " + kind, lambda x: F.interpolate(x, scale_factor=(1.6, 0.7), **two),
         uniform(1, 1, 4, 5))
    if not kind.startswith("cubic") and not kind.endswith("antialiased"):
        case("interpolate of lines, " + kind, lambda x: F.interpolate(x, 8, **options(kind, 1)), uniform(2, 2, 5))
        case("interpolate of volumes, " + kind, lambda x: F.interpolate(x, (3, 2, 5), **options(kind, 3)),
             uniform(1, 2, 2, 3, 4))
case("pixelShuffle", lambda x: F.pixel_shuffle(x, 2), uniform(2, 8, 2, 3))
case("pixelShuffle without a batch", lambda x: F.pixel_shuffle(x, 3), uniform(9, 2, 1))
case("pixelUnshuffle", lambda x: F.pixel_unshuffle(x, 2), uniform(2, 2, 4, 2))
case("channelShuffle", lambda x: F.channel_shuffle(x, 3), uniform(2, 6, 2, 2))
# PyTorch's gradients take no notice of the paths that its values take where a size stays or doubles
for kind in kinds:
    case("interpolateBy 2.2 and 1.2, " + kind,
         lambda x: F.interpolate(x, scale_factor=(2.2, 1.2), **options(kind, 2)), uniform(1, 2, 3, 4),
         gradients=not kind.endswith("antialiased"))
    if not kind.startswith("cubic") and not kind.endswith("antialiased"):
        case("interpolateBy 1.2 of lines, " + kind,
             lambda x: F.interpolate(x, scale_factor=1.2, **options(kind, 1)), uniform(2, 1, 4),
             gradients=kind != "nearest")
        case("interpolateBy 2.2, 1.2 and 1.3 of volumes, " + kind,
             lambda x: F.interpolate(x, scale_factor=(2.2, 1.2, 1.3), **options(kind, 3)), uniform(1, 1, 3, 4, 3),
             gradients=kind != "nearest")
