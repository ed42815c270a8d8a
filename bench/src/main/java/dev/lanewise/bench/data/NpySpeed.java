package dev.lanewise.bench.data;

import dev.lanewise.bench.peers.WorkerException;
import dev.lanewise.io.Npy;
import dev.lanewise.tensor.Value;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Reads and writes NumPy's files, beside NumPy and beside a plain copy of the file's bytes into an array. */
final class NpySpeed {
    private static final int CHUNK = 1 << 18;
    private static final String LINE = "  %-36s %8s %8s %8s %8s %7s %7s%n";

    private NpySpeed() {}

    /** Measures and prints, one file after the other. */
    static void run(Path folder, Peer peer, long size, int rounds, PrintWriter out)
            throws IOException, WorkerException {
        out.printf(Locale.ROOT, "reads of .npy from the page cache, GB/s of the file, medians of %d in turns; \"alike\""
                + " is np.load with%nwhat makes float32 or int32 in row-major order of it, as Npy.read does; \"plain\""
                + " copies the file to a byte[]:%n", rounds);
        out.printf(LINE, "", "Npy.read", "plain", "np.load", "alike", "/plain", "/alike");
        for (ArrayFile array : ArrayFile.all(size)) {
            Path file = folder.resolve("read.npy");
            long bytes = array.write(file);
            double check = ArrayFile.sampled(Npy.read(file));
            print(out, array.label(), bytes, Timed.medians(rounds,
                    Timed.of(() -> Npy.read(file)),
                    Timed.of(() -> plain(file)),
                    peer.open("load file=read.npy", check),
                    peer.open("load file=read.npy as=" + array.read(), check)));
            Files.delete(file);
        }
    }

    /** Measures writing, to the disk and not only to the page cache. */
    static void write(Path folder, Peer peer, long size, int rounds, PrintWriter out)
            throws IOException, WorkerException {
        out.printf(Locale.ROOT, "writes of .npy to the disk, GB/s, medians of %d in turns:%n", rounds);
        out.printf(LINE, "", "Npy.write", "", "np.save", "", "", "/save");
        for (ArrayFile array : ArrayFile.all(size)) {
            if (!array.type().equals(array.read()) || array.fortran()) {
                continue; // not what is written
            }
            Path file = folder.resolve("read.npy");
            long bytes = array.write(file);
            Value value = Npy.read(file);
            double[] seconds = Timed.medians(rounds,
                    Timed.of(() -> Npy.write(folder.resolve("ours.npy"), value)),
                    peer.open("save file=read.npy out=theirs.npy", ArrayFile.sampled(value)));
            print(out, array.label(), bytes, seconds[0], Double.NaN, seconds[1], Double.NaN);
            for (String name : List.of("read.npy", "ours.npy", "theirs.npy")) {
                Files.deleteIfExists(folder.resolve(name));
            }
        }
    }

    /** Prints speeds of {ours, plain, NumPy, NumPy alike}. */
    private static void print(PrintWriter out, String label, long bytes, double... seconds) {
        double other = Double.isNaN(seconds[3]) ? seconds[2] : seconds[3];
        out.printf(LINE, label, speed(bytes, seconds[0]), speed(bytes, seconds[1]), speed(bytes, seconds[2]),
                speed(bytes, seconds[3]), number(seconds[1] / seconds[0]), number(other / seconds[0]));
        out.flush();
    }

    private static String speed(long bytes, double seconds) {
        return number(bytes / seconds * 1e-9);
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.2f", value);
    }

    /** The file in a fresh array, through a small buffer outside of the heap: what reading costs at least. */
    private static void plain(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            byte[] all = new byte[Math.toIntExact(channel.size())];
            ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
            int at = 0;
            while (channel.read(chunk.clear()) > 0) {
                int count = chunk.flip().remaining();
                chunk.get(all, at, count);
                at += count;
            }
            if (at != all.length) {
                throw new IOException(file + " changed while it was read");
            }
        }
    }
}
