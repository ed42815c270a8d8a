package dev.lanewise.io;

import dev.lanewise.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Damaged files of PyTorch, without end. */
final class HostileTorch implements HostileFiles {
    private static final byte[] DATA = {0, 0, 0, 0, 0, 0, (byte) 0x80, 0x3F, 0, 0, 0, 0x40, 0, 0, 0, 0};
    private static final byte[] KEYS = new Pickles().ops("]").text("0").ops("a").stop();
    private static final List<byte[]> PICKLES = List.of(
            new Pickles().tensor("0", 4, 1, new long[] {3}, 1).stop(),
            new Pickles().ops("}(").text("w").tensor("0", 4, 0, new long[] {2, 2}, 1, 2).text("b")
                    .tensor("0", 4, 0, new long[] {2, 3}, 1, 0).ops("u.").bytes(),
            new Pickles().ops("}q\0(").text("model").global("collections", "OrderedDict").ops(")Rq\1").text("w")
                    .tensor("0", 4, 3, new long[] {}).ops("s}").text("_metadata").ops("}sb").text("epoch").ops("K\3")
                    .text("params").ops("](K\0K\1eh\1s").ops("u.").bytes());

    private static final int WARMING = 200;

    private final boolean isArchive;
    private int refused;
    private final Mutations mutations = new Mutations(tokens());
    private final Mutations outer = new Mutations(Stream
            .of("PK\1\2", "PK\3\4", "PK\5\6", "\0", "\0\0\0\0", "\u00ff\u00ff\u00ff\u00ff", "a/", "data.pkl", "data/0")
            .map(token -> token.getBytes(StandardCharsets.ISO_8859_1)).toList());

    /** Archives, or files of the format before. */
    HostileTorch(boolean isArchive) {
        this.isArchive = isArchive;
    }

    /** What means something to a pickle, and lengths. */
    private static List<byte[]> tokens() {
        List<byte[]> tokens = new ArrayList<>();
        for (String each : List.of(".", "N", "(", ")", "t", "]", "}", "a", "e", "s", "u", "R", "b", "Q", "\u0081",
                "\u0085", "\u0086", "\u0087", "\u0088", "\u008f", "\u0090", "\u0091", "\u0093", "\u0094", "q\0", "q\1",
                "h\0", "h\1", "h\2", "j\0\0\0\0", "r\0\0\0\u0080", "J\u00ff\u00ff\u00ff\u00ff", "K\2", "M\0\u0080",
                "\u008a\10\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", "\u008a\1\u0080",
                "\u008b\u00ff\u00ff\u00ff\u007f", "X\u00ff\u00ff\u00ff\u007f", "U\1\u00ff", "G\0\0\0\0\0\0\u00f8\u007f",
                "X\6\0\0\0\33]0;x\7", "X\3\0\0\0\u00e2\u0080\u00ae", "\u008e\0\0\0\0\0\0\0\u0080", "](K\0Ne", "}(K\0Nu",
                "cos\nsystem\n", "cbuiltins\nset\n", "ctorch\nSize\n", "ctorch\nfloat32\n", "ctorch\nLongStorage\n",
                "ccollections\nOrderedDict\n)R", "ctorch._utils\n_rebuild_parameter\n",
                "ctorch._utils\n_rebuild_sparse_tensor\n", "ctorch._tensor\n_rebuild_from_type_v2\n",
                "]q\0h\0a", "](](](](](](](](")) {
            tokens.add(each.getBytes(StandardCharsets.ISO_8859_1));
        }
        return tokens;
    }

    /** These files, after some were read by way of another: classes are loaded then, which takes memory too. */
    HostileTorch warm(Path other) throws IOException {
        for (int i = 0; i < WARMING; i++) {
            Files.write(other, next(Seeds.random(i)));
            try {
                Torch.load(other);
            } catch (FormatException e) {
                refused++;
            }
        }
        if (refused == 0) {
            throw new AssertionError("damaged files are read");
        }
        return this;
    }

    /** The next pickle, damaged. */
    byte[] pickle(SplittableRandom random) {
        return mutations.of(PICKLES.get(random.nextInt(PICKLES.size())), random);
    }

    @Override
    public byte[] next(SplittableRandom random) {
        byte[] whole = PICKLES.get(random.nextInt(PICKLES.size()));
        boolean isOuter = random.nextInt(4) == 0;
        byte[] pickle = isOuter ? whole : mutations.of(whole, random);
        byte[] file = isArchive
                ? Pickles.archive(pickle, Map.of("0", DATA))
                : Pickles.stream(pickle, KEYS, List.of(DATA));
        return isOuter ? (isArchive ? outer : mutations).of(file, random) : file;
    }

    @Override
    public Consumer<Path> reader() {
        return Torch::load;
    }
}
