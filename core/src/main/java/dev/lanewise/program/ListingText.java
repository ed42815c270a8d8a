package dev.lanewise.program;

import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A listing in print: numbers of values begin with a percent sign. */
final class ListingText {
    private final Listing listing;

    /** What is written to is no constant. */
    private final Set<Integer> written;

    ListingText(Listing listing) {
        this.listing = listing;
        this.written = listing.written();
    }

    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add("inputs: " + values(IntStream.range(0, listing.inputs()).boxed().toList()));
        lines.add("outside: " + values(List.copyOf(new TreeSet<>(listing.outside().keySet()))));
        for (int i = 0; i < listing.steps().size(); i++) {
            Listing.Step step = listing.steps().get(i);
            lines.add(String.format(Locale.ROOT, "%4d  %s", i, line(step)));
            step.parts().forEach(part -> lines.add("        " + line(part)));
        }
        lines.add("outputs: " + values(listing.outputs()));
        int steps = listing.steps().size();
        lines.add(String.format(Locale.ROOT, "%d step%s, buffers of %,d bytes",
                steps, steps == 1 ? "" : "s", listing.bufferBytes()));
        return String.join("\n", lines);
    }

    /** Op, inputs, outputs, block, whose scalars change, and who needs doubles; what is written to is marked. */
    String line(Listing.Step step) {
        StringBuilder line = new StringBuilder(step.describe());
        if (step.live() != null) {
            line.append(" [live: ").append(step.live().owner().getClass().getSimpleName()).append("]");
        }
        line.append(step.needsDoubles() ? " [double]" : "");
        String in = IntStream.range(0, step.in().size())
                .mapToObj(i -> value(step.in().get(i)) + (step.op().writes(i) ? " (written)" : ""))
                .collect(Collectors.joining(", "));
        line.append(in.isEmpty() ? "" : " of " + in);
        line.append(step.out().isEmpty() ? "" : " -> " + values(step.out()));
        return line.append(step.place() == null ? "" : " in " + step.place().title()).toString();
    }

    private String values(List<Integer> numbers) {
        return numbers.isEmpty() ? "none" : numbers.stream().map(this::value).collect(Collectors.joining(", "));
    }

    private String value(int number) {
        return "%" + number + " " + listing.values().get(number) + constant(number);
    }

    /** The value of a constant without dimensions; nothing within a capture, where values are not read. */
    private String constant(int number) {
        Value outside = listing.outside().get(number);
        boolean isConstant = outside != null && outside.shape().rank() == 0 && !written.contains(number);
        return isConstant && !Recorder.isListening() ? " = " + outside : "";
    }
}
