"""Prints what NumPy 2.4.6 says of some 1,050 small files of its own formats, .npy and .npz.

    python3 npy-verdicts.py > npy-verdicts.txt

A line is a name, the verdict and the file, with tabs between. The name says the format first. The verdict is "refused",
or what was read: each array as its name (of a member of an archive), dtype, shape, elements in row-major order
(little-endian), and the same rounded to float32. What is not printable ASCII stands as \\xHH. NpyVerdictsTest holds the
lines against Lanewise's readers, and what Lanewise writes against files that NumPy wrote ("saved", "savez").
"""
import io
import struct
import warnings
import zipfile
import numpy as np

warnings.simplefilter("ignore")
DTYPES = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"]


def ascii_of(data, escaped=b"\\"):
    return "".join(chr(b) if 32 <= b < 127 and b not in escaped else "\\x%02x" % b for b in data)


def header(text, version=(1, 0), length=None):
    text = text if isinstance(text, bytes) else text.encode("utf-8" if version[0] == 3 else "latin1")
    length = len(text) if length is None else length
    return b"\x93NUMPY" + bytes(version) + length.to_bytes(2 if version[0] == 1 else 4, "little") + text


def dict_of(descr="'<i2'", order="False", shape="(2,)"):
    return "{'descr': %s, 'fortran_order': %s, 'shape': %s, }" % (descr, order, shape)


def one(descr="'<i2'", order="False", shape="(2,)", data=b"\1\0\2\0", version=(1, 0)):
    return header(dict_of(descr, order, shape), version) + data


def values(dtype, shape):
    kind, size = dtype[0], int(dtype[1])
    if kind == "b":
        pool = [True, False, False, True, True]
    elif kind == "f":
        pool = [0.1, -2.5, 0.0, -0.0, np.inf, -np.inf, np.nan, 1e-7, 65504, 1 + 2**-24, 1 + 3 * 2**-25, 3e38, 1e300]
    else:
        bits = 8 * min(size, 4)
        pool = [0, 1, 2**(bits - 1) - 1] + ([-1, -2**(bits - 1)] if kind == "i" else [2**(bits - 1)] if size < 4 else [])
        pool += [16777217, 16777219, 33554431] if size >= 4 else []
    count = int(np.prod(shape))
    return np.array((pool * (count // len(pool) + 1))[:count], dtype="?" if kind == "b" else dtype).reshape(shape)


def saved(array, version=(1, 0)):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=version)
    return out.getvalue()


def by_numpy():
    for dtype in DTYPES:
        for order in "<>":
            for shape in [(), (0,), (1,), (13,), (2, 3), (3, 0, 2), (2, 3, 2)]:
                array = values(dtype, shape)
                array = np.asarray(array, dtype=array.dtype.newbyteorder(order))
                yield "saved %s%s %s" % (order, dtype, shape), saved(array)
                if len(shape) > 1:
                    yield "fortran %s%s %s" % (order, dtype, shape), saved(np.asfortranarray(array))
    for version in [(2, 0), (3, 0)]:
        yield "version %s" % (version,), saved(values("f4", (2, 3)), version)
        yield "version %s, fortran" % (version,), saved(np.asfortranarray(values("i8", (3, 4))), version)
    for shape in [(1, 1, 5), (5, 1, 1), (4, 1, 3), (1,) * 30, (2,) * 6]:
        yield "fortran %s" % (shape,), saved(np.asfortranarray(np.arange(np.prod(shape), dtype="<i2").reshape(shape)))
        yield "saved %s" % (shape,), saved(np.arange(np.prod(shape), dtype="<i4").reshape(shape))
    for array in [np.array(2**31), np.array([1, -2**31 - 1]), np.array([[0, 2**63]], "<u8"), np.array([2**31], ">u4"),
                  np.array([2**64 - 1, 2**63 + 1024, 2**63 + 1025], "<u8"), np.array([2**40 + 1, -2**62 - 1]),
                  np.asfortranarray(np.array([[1, 2], [3, 2**33]]))]:
        yield "large int %s %s" % (array.dtype.str, array.tolist()), saved(array)
    for array in [np.array([1 + 2j]), np.array([1j], "<c8"), np.array(["a", "bc"]), np.array([b"a"]), np.zeros(2, "V3"),
                  np.array([1.5], "g"), np.array(["2020-01-01"], "M8[D]"), np.array([3], "m8[s]"),
                  np.zeros(2, [("a", "<f4"), ("b", "<i4")]), np.zeros(1, [("é", "<f4")]), np.zeros(2, "(2,)f4")]:
        yield "other elements %s" % (array.dtype,), saved(array, (3, 0))
    out = io.BytesIO()
    np.save(out, np.array([1, None]), allow_pickle=True)
    yield "other elements, pickled", out.getvalue()


def by_hand():
    whole = one()
    yield "whole", whole
    for cut in range(0, len(whole), 3):
        yield "cut off after %d" % cut, whole[:cut]
    for more in (b"\0", b"\0\0", b"\x93NUMPY", whole):
        yield "%d bytes more" % len(more), whole + more
    for size in range(0, 200, 9):
        yield "%d zeros" % size, bytes(size)
    for version in [(0, 0), (0, 1), (1, 1), (2, 1), (3, 1), (4, 0), (255, 255)]:
        yield "version %s by hand" % (version,), one(version=version)
    for at in range(6):
        yield "magic with byte %d changed" % at, whole[:at] + b"x" + whole[at + 1:]
    for length in (0, 1, 5, 62, 63, 65535):
        yield "header of %d bytes" % length, header(dict_of(), length=length) + b"\1\0\2\0"
    for length in (0, 5, 65536, 2**31 - 1, 2**31, 2**32 - 1):
        yield "header of %d bytes, version 2" % length, header(dict_of(), (2, 0), length) + b"\1\0\2\0"
    for length in (10000, 10001):  # NumPy reads no longer ones
        yield "header padded to %d" % length, header(dict_of().ljust(length - 1) + "\n") + b"\1\0\2\0"
    for descr in ["'<%s'" % d for d in DTYPES] + ["'>%s'" % d for d in DTYPES] + ["'|%s'" % d for d in DTYPES] + [
            "'=%s'" % d for d in DTYPES] + ["'%s'" % d for d in DTYPES] + [
            "'float32'", "'int'", "'?'", "'<?'", "'<f1'", "'<f3'", "'<f16'", "'<i16'", "'<b2'", "'<c8'", "'|O'", "'O'",
            "'|S4'", "'<U1'", "'|V2'", "'<V2'", "'<M8[s]'", "'<m8[s]'", "''", "'<'", "'<f'", "'f'", "' <i2'", "'<i2 '",
            "'<i02'", "'<i2,<i2'", "'<i2\\x00'", "'<é2'", "'<F4'", "'!i2'", "'^i2'", "\"<i2\"", "u'<i2'", "b'<i2'",
            "r'<i2'", "'<' 'i2'", "'<i2\"", "<i2", "None", "1", "1.5", "['<i2']", "[('a', '<i2')]",
            "[('a', '<i2'), ('b', '<i2')]", "[]", "('<i2', (1,))", "('<i2',)", "{}", "'''<i2'''", "'<i\n2'"]:
        for size in (4, 8):
            yield "descr %s with %d bytes" % (ascii_of(descr.encode()), size), one(descr, data=b"\1" + bytes(size - 1))
    for order in ["True", "False", "true", "0", "1", "None", "'False'", "Trueish", "True ", "(True)", "not True", "Tru"]:
        yield "fortran_order " + order, one(order=order)
        yield "fortran_order %s of 2 axes" % order, one(order=order, shape="(2, 2)", data=b"\1\0\2\0\3\0\4\0")
    for shape in ["()", "(2,)", "(2, )", "( 2 ,)", "(2)", "2", "[2]", "(2, 1)", "(2,1,)", "(2L,)", "(2l,)", "(1L, 2L)",
                  "(2LL,)", "(02,)", "(00,)", "(0x2,)", "(2_0,)", "(+2,)", "(-2,)", "(-1,)", "(2.0,)", "(2e0,)", "(True,)",
                  "(,)", "(2,,)", "(2, 1,,)", "(2 1)", "(2,(1,))", "(1+1,)", "('2',)", "(None,)", "(2,", "2,)", "2,",
                  "(9999999999999999999,)", "(9223372036854775807,)", "(2147483648,)", "(4294967298,)", "(-4294967294,)",
                  "(4294967296, 4294967296)", "(9223372036854775807, 9223372036854775807)", "(3,)", "(1,)", "(2, 2)",
                  "(0,)", "(0, 2)", "(2, 0)", "(0, 2147483647)", "(0, 2147483648)", "(4611686018427387904, 0)",
                  "(2147483647, 2147483647, 0)", "(0, 9223372036854775808)", "(65536, 65536)", "(65536, 32768)",
                  "(" + "1, " * 31 + "2)", "(" + "1, " * 32 + "2)", "(" + "1, " * 63 + "2)", "(" + "1, " * 64 + "2)",
                  "(1, 2) ", "(2,)L", "(2,) #", "(\n2,)", "(\t2,\r)", "(\f2,)", "(\v2,)", "(\0" + "2,)"]:
        for data in (b"\1\0\2\0", b""):
            yield "shape %s with %d bytes" % (ascii_of(shape.encode()), len(data)), one(shape=shape, data=data)
        yield "shape %s in version 3" % ascii_of(shape.encode()), one(shape=shape, version=(3, 0))
    d, f, s = "'descr': '<i2'", "'fortran_order': False", "'shape': (2,)"
    for text in ["{%s, %s, %s}" % (d, f, s), "{%s,%s,%s,}" % (s, f, d), "{%s, %s, %s,,}" % (d, f, s),
                 "{,%s, %s, %s}" % (d, f, s), "{%s %s, %s}" % (d, f, s), "{%s, %s}" % (d, f), "{%s, %s}" % (d, s),
                 "{%s, %s}" % (f, s), "{%s, %s, %s, 'x': 1}" % (d, f, s), "{%s, %s, %s, %s}" % (d, f, s, s),
                 "{%s, %s, %s, 'shape': (1,)}" % (d, f, s), "{%s, %s, %s, %s}" % (d, d, f, s), "{}", "{", "}", "", " ",
                 "()", "[]", "None", "1", "{1: 2}", "{%s, %s, %s" % (d, f, s), "%s, %s, %s}" % (d, f, s),
                 "{%s, %s, %s}}" % (d, f, s), "{{%s, %s, %s}}" % (d, f, s), "{%s, %s, %s} x" % (d, f, s),
                 "{%s, %s, %s}\n\n \n" % (d, f, s), " {%s, %s, %s}" % (d, f, s), "\t{%s, %s, %s}" % (d, f, s),
                 "\n{%s, %s, %s}" % (d, f, s), "\r{%s, %s, %s}" % (d, f, s), "{\n%s\n,\n%s,\n%s\n}" % (d, f, s),
                 "{%s, %s, %s}\0" % (d, f, s), "{%s, %s, %s}\0\0\0" % (d, f, s), "{%s, %s, %s};" % (d, f, s),
                 "{%s, %s, %s},2" % (d, f, s), "{%s, %s, %s}," % (d, f, s), "({%s, %s, %s})" % (d, f, s),
                 "{%s, %s, %s} # x" % (d, f, s), "{%s, %s, %s} \n # x\n" % (d, f, s), "dict(%s)" % d, "{**{%s}}" % d,
                 '{"descr": "<i2", "fortran_order": False, "shape": (2,)}', "{'descr' : '<i2' , %s , %s }" % (f, s),
                 "{'descr\\x20': '<i2', %s, %s}" % (f, s), "{'d\\x65scr': '<i2', %s, %s}" % (f, s),
                 "{u'descr': '<i2', %s, %s}" % (f, s), "{b'descr': '<i2', %s, %s}" % (f, s),
                 "{'de' 'scr': '<i2', %s, %s}" % (f, s), "{'Descr': '<i2', %s, %s}" % (f, s),
                 "{descr: '<i2', %s, %s}" % (f, s), "{'é': 1, %s, %s, %s}" % (d, f, s), "{'descr: '<i2', %s, %s}" % (f, s),
                 "{'descr'='<i2', %s, %s}" % (f, s), "{'descr':: '<i2', %s, %s}" % (f, s), "[" * 200, "{'descr': " + "(" * 99]:
        for version in [(1, 0), (2, 0), (3, 0)]:
            yield "header %s, version %d" % (ascii_of(text.encode()), version[0]), header(text, version) + b"\1\0\2\0"
    yield "header not UTF-8, version 3", header(b"{'\xff\xfe': 1}", (3, 0)) + b"\1\0\2\0"
    for value in range(0, 256, 51):
        yield "bool of byte %d" % value, one("'|b1'", shape="(3,)", data=bytes([0, 1, value]))


def zipped(members, method=zipfile.ZIP_STORED, comment=b"", **settings):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            for key, value in settings.items():
                setattr(info, key, value)
            archive.writestr(info, content)
        archive.comment = comment
    return out.getvalue()


class Unseekable(io.BytesIO):
    def seekable(self):
        return False

    def seek(self, *_):
        raise io.UnsupportedOperation()

    def tell(self):
        raise io.UnsupportedOperation()


def archives():
    arrays = {"a": values("f4", (2, 3)), "b": values("i4", (4,)), "c": values("b1", ())}
    for name, save in ("savez", np.savez), ("compressed", np.savez_compressed):
        for content in arrays, {}, {"é/\U0001F600": values("i4", (1,))}, {"a/b": values("i4", ()), "a/c": values("f4", (1,))}, {
                "x.npy": values("f4", (3,))}, {"zeros": np.zeros((9, 8), "f4")}, {"": values("i4", (2,))}:
            out = io.BytesIO()
            save(out, **content)
            yield "%s %s" % (name, ascii_of(str(list(content)).encode())), out.getvalue()
    out = io.BytesIO()
    np.savez_compressed(out, o=np.array([None]), allow_pickle=True)
    yield "an object", out.getvalue()
    a, b = one(), saved(np.asfortranarray(values("f8", (3, 4))))
    stored, deflated = zipped([("a.npy", a), ("b.npy", b)]), zipped([("a.npy", a), ("b.npy", b)], zipfile.ZIP_DEFLATED)
    for name, whole in ("stored", stored), ("deflated", deflated):
        yield name, whole
        for cut in sorted({*range(0, len(whole), 61), len(whole) - 1}):
            yield "%s, cut off after %d" % (name, cut), whole[:cut]
        yield name + ", a byte more", whole + b"\0"
        yield name + ", a byte before", b"\0" + whole
        for at in range(0, len(whole), 16):
            yield "%s, byte %d changed" % (name, at), whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1:]
    for method in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        yield "method %d" % method, zipped([("a.npy", a)], method)
    yield "a comment", zipped([("a.npy", a)], comment=b"made by hand")
    yield "a comment with an end in it", zipped([("a.npy", a)], comment=b"PK\5\6" + bytes(18))
    yield "a member's comment and extra field", zipped([("a.npy", a)], comment=b"", extra=b"\x99\x99\2\0ab")
    yield "a name twice", zipped([("a.npy", a), ("a.npy", b)])
    yield "a name twice, once without suffix", zipped([("a", a), ("a.npy", b)])
    yield "no suffix", zipped([("a", a)])
    yield "a folder", zipped([("a/", b""), ("a/b.npy", a)])
    yield "no array", zipped([("a.npy", a), ("readme.txt", b"text")])
    yield "an empty member", zipped([("a.npy", b"")])
    yield "a member too long", zipped([("a.npy", a + b"\0")])
    yield "a member too short", zipped([("a.npy", a[:-1])], zipfile.ZIP_DEFLATED)
    yield "an array alone", a
    yield "a name outside", zipped([("../../a.npy", a)])
    out = Unseekable()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("a.npy"), a)
    yield "sizes behind the data", out.getvalue()
    local, tail = stored[:stored.index(b"PK\1\2")], stored[stored.index(b"PK\5\6"):]
    central = stored[len(local):-len(tail)]
    end = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 2, 2, len(central), len(local))
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, len(local) + len(central), 1)
    small = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    yield "zip64 end", local + central + end + locator + small
    yield "zip64 end without its locator", local + central + end + small
    yield "zip64 end with a wrong count", local + central + end.replace(b"\2\0\0\0", b"\3\0\0\0", 1) + locator + small
    yield "zip64 end elsewhere", local + central + end + locator.replace(b"\1\0\0\0", b"\2\0\0\0", 1) + small
    huge = central[:20] + b"\xff" * 8 + central[28:30] + b"\x14\0" + central[32:51] + struct.pack(
        "<2H2Q", 1, 16, len(a), len(a)) + central[51:]
    yield "zip64 sizes", local + huge + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2, 2, len(huge), len(local), 0)
    lies = huge.replace(struct.pack("<2Q", len(a), len(a)), struct.pack("<2Q", 2**62, 2**62))
    yield "zip64 sizes beyond the file", local + lies + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 2, 2, len(huge), len(local), 0)


def shown(array, prefix=""):
    if not isinstance(array, np.ndarray):
        raise ValueError("no array")
    little = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"))
    floats = array.astype("<f4") if array.dtype.kind in "fiub" and array.dtype.itemsize <= 8 else np.zeros(0, "<f4")
    return "%s%s %s %s %s" % (prefix, array.dtype.name.replace(" ", "_"), ",".join(map(str, array.shape)),
                              little.tobytes().hex(), np.ascontiguousarray(floats).tobytes().hex())


def npy(content):
    return shown(np.lib.format.read_array(io.BytesIO(content), allow_pickle=False))


def npz(content):
    loaded = np.load(io.BytesIO(content), allow_pickle=False)
    with loaded:
        return "; ".join(shown(loaded[name], ascii_of(name.encode(), b"\\ =;") + "=") for name in loaded.files)


def main():
    for kind, files, read in ("npy", by_numpy(), npy), ("npy", by_hand(), npy), ("npz", archives(), npz):
        for name, content in files:
            try:
                verdict = "read " + read(content)
            except Exception:
                verdict = "refused"
            print("%s %s\t%s\t%s" % (kind, name, verdict, ascii_of(content)))


main()
