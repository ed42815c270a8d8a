package dev.lanewise.examples.devices;

import dev.lanewise.examples.ProgramException;
import dev.lanewise.program.DeviceException;
import dev.lanewise.program.DeviceInfo;
import dev.lanewise.program.Devices;
import dev.lanewise.text.Printable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists what {@code --device} takes. */
@Command(
    name = "devices",
    description = {
        "Lists the devices that the training programs can compute on, with the numbers and names that --device takes. "
                + "They are OpenCL's: graphics cards, whose drivers bring it along, and the processor itself, where "
                + "PoCL is installed.",
        "",
        "The exit status is 1 if there is none; the reason is told.",
        ""
    })
public final class DevicesCommand implements Callable<Integer> {
    private static final List<String> HEAD = List.of("#", "device", "kind", "memory", "driver", "notes");

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<DeviceInfo> devices;
        try {
            devices = Devices.list();
        } catch (DeviceException e) {
            throw new ProgramException(e.getMessage() + "\non Debian and Ubuntu, OpenCL for the processor is installed "
                    + "by: apt-get install pocl-opencl-icd ocl-icd-libopencl1", e);
        }
        PrintWriter out = spec.commandLine().getOut();
        table(devices).forEach(out::println);
        out.flush();
        return 0;
    }

    /** A line for each device, below a head. */
    static List<String> table(List<DeviceInfo> devices) {
        List<List<String>> rows = new ArrayList<>(List.of(HEAD));
        for (int i = 0; i < devices.size(); i++) {
            DeviceInfo device = devices.get(i);
            List<String> notes = new ArrayList<>(device.notes());
            if (!device.isUsable()) {
                notes.addFirst("cannot be used: " + device.refusal());
            }
            rows.add(List.of(Integer.toString(i + 1), Printable.sentence(device.name()), device.kind().name(),
                    String.format(Locale.ROOT, "%.1f GiB", device.memory() / (double) (1L << 30)),
                    Printable.sentence(device.driver()), notes.isEmpty() ? "-" : String.join(", ", notes)));
        }
        int[] widths = IntStream.range(0, HEAD.size())
                .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
                .toArray();
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int... widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = row.get(column);
            line.append(cell).append(" ".repeat(widths[column] - cell.length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
