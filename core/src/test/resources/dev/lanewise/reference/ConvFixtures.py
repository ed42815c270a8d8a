import torch.nn.functional as F

from fixtures import case, uniform


def conv(name, function, x, w, bias=True, padding_mode=None, **options):
    """A convolution of an input and a weight of these shapes."""
    filters = w[1] * options.get("groups", 1) if "transpose" in function.__name__ else w[0]
    inputs = [uniform(*x), uniform(*w)] + ([uniform(filters)] if bias else [])
    if padding_mode:
        amounts = [n for n in reversed(options.pop("padding")) for _ in range(2)]
        case(name, lambda x, *more: function(F.pad(x, amounts, padding_mode), *more, **options), *inputs)
    else:
        case(name, lambda *inputs: function(*inputs, **options), *inputs)


conv("conv1d", F.conv1d, (2, 3, 7), (4, 3, 3))
conv("conv1d without bias or batch", F.conv1d, (3, 6), (2, 3, 3), bias=False)
conv("conv1d of an empty batch", F.conv1d, (0, 2, 5), (3, 2, 2))
conv("conv1d of one element", F.conv1d, (1, 2, 1), (3, 2, 1))
conv("conv1d with stride, padding and dilation", F.conv1d, (2, 3, 8), (4, 3, 3), stride=2, padding=3, dilation=2)
conv("conv1d with a stride larger than the kernel", F.conv1d, (2, 2, 9), (3, 2, 2), stride=3)
conv("conv1d with a kernel larger than the input", F.conv1d, (2, 3, 2), (4, 3, 5), padding=2)
conv("conv1d with padding same", F.conv1d, (2, 3, 5), (2, 3, 4), padding="same", dilation=3)
conv("conv1d in groups", F.conv1d, (2, 6, 5), (9, 2, 3), padding=1, groups=3)

conv("conv2d", F.conv2d, (2, 3, 5, 4), (4, 3, 3, 2))
conv("conv2d without bias or batch", F.conv2d, (3, 4, 5), (2, 3, 2, 2), bias=False)
conv("conv2d of an empty batch", F.conv2d, (0, 2, 5, 5), (3, 2, 3, 3), padding=1)
conv("conv2d of one column", F.conv2d, (2, 2, 5, 1), (3, 2, 3, 1))
conv("conv2d of one column with padding", F.conv2d, (2, 2, 4, 1), (3, 2, 3, 3), padding=1)
conv("conv2d of 1 x 1 with stride", F.conv2d, (2, 5, 3, 4), (6, 5, 1, 1), stride=2)
conv("conv2d with numbers for each axis", F.conv2d, (2, 3, 5, 4), (4, 3, 3, 2), stride=(2, 1), padding=(1, 2),
     dilation=(1, 2))
conv("conv2d of 7 x 7 with stride", F.conv2d, (1, 3, 8, 9), (2, 3, 7, 7), stride=2, padding=3)
conv("conv2d with a kernel larger than the input", F.conv2d, (1, 2, 2, 3), (3, 2, 7, 6), padding=3)
conv("conv2d with an even kernel and padding same", F.conv2d, (2, 2, 4, 5), (3, 2, 2, 4), padding="same")
conv("conv2d in groups", F.conv2d, (2, 4, 4, 3), (6, 2, 3, 3), padding=1, groups=2)
conv("conv2d of single channels with stride", F.conv2d, (1, 24, 5, 4), (24, 1, 3, 3), stride=2, padding=1, groups=24)
conv("conv2d of single channels, two filters each", F.conv2d, (2, 3, 4, 3), (6, 1, 3, 3), padding=1, groups=3)
for mode in ["reflect", "replicate", "circular"]:
    conv("conv2d padded by " + mode, F.conv2d, (2, 2, 4, 5), (3, 2, 3, 3), padding=(1, 2), padding_mode=mode)

conv("conv3d", F.conv3d, (2, 2, 3, 4, 3), (3, 2, 2, 3, 2))
conv("conv3d without bias or batch", F.conv3d, (2, 2, 3, 2), (1, 2, 2, 2, 2), bias=False)
conv("conv3d with numbers for each axis", F.conv3d, (1, 2, 3, 4, 3), (3, 2, 2, 3, 3), stride=(1, 2, 1),
     padding=(1, 0, 2), dilation=(2, 1, 1))
conv("conv3d in groups with padding same", F.conv3d, (1, 4, 2, 3, 2), (4, 2, 2, 1, 3), padding="same", groups=2)

conv("convTranspose1d", F.conv_transpose1d, (2, 3, 5), (3, 4, 3))
conv("convTranspose1d without bias or batch", F.conv_transpose1d, (3, 4), (3, 2, 2), bias=False)
conv("convTranspose1d of an empty batch", F.conv_transpose1d, (0, 2, 5), (2, 3, 2))
conv("convTranspose1d with stride", F.conv_transpose1d, (2, 3, 4), (3, 2, 3), stride=2, padding=1, output_padding=1)
conv("convTranspose1d with a stride larger than the kernel", F.conv_transpose1d, (2, 3, 3), (3, 2, 2), stride=4,
     output_padding=3)
conv("convTranspose1d with an output padding of the dilation", F.conv_transpose1d, (2, 3, 4), (3, 2, 2), dilation=3,
     output_padding=2)
conv("convTranspose2d", F.conv_transpose2d, (2, 3, 3, 4), (3, 2, 3, 2))
conv("convTranspose2d of one column", F.conv_transpose2d, (1, 2, 3, 1), (2, 1, 4, 4), stride=2, padding=1)
conv("convTranspose2d with numbers for each axis", F.conv_transpose2d, (2, 2, 3, 3), (2, 3, 2, 3), stride=(2, 1),
     padding=(1, 2), dilation=(1, 2), output_padding=(1, 1))
conv("convTranspose2d in groups", F.conv_transpose2d, (2, 4, 2, 3), (4, 3, 2, 2), stride=2, groups=2)
conv("convTranspose2d of single channels", F.conv_transpose2d, (1, 24, 2, 3), (24, 1, 3, 3), stride=2, padding=1,
     output_padding=(1, 0), groups=24)
conv("convTranspose3d", F.conv_transpose3d, (2, 2, 2, 3, 2), (2, 3, 2, 1, 2))
conv("convTranspose3d with numbers for each axis", F.conv_transpose3d, (1, 2, 2, 2, 2), (2, 2, 3, 2, 2),
     stride=(2, 1, 3), padding=(1, 0, 1), dilation=(1, 2, 1), output_padding=(1, 1, 2))
