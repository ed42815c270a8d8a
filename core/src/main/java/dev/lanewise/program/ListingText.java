package dev.lanewise.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A listing in print: numbers of values begin with a percent sign. */
final class ListingText {
    private final Listing listing;

    ListingText(Listing listing) {
        this.listing = listing;
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
        lines.add(String.format(Locale.ROOT, "%d steps, buffers of %,d bytes",
                listing.steps().size(), listing.bufferBytes()));
        return String.join("\n", lines);
    }

    /** Op, inputs, outputs, and whose scalars change; what is written to is marked. */
    private String line(Listing.Step step) {
        String op = step.parts().isEmpty() && step.live() == null ? Attributes.describe(step.op()) : step.op().name();
        StringBuilder line = new StringBuilder(op);
        if (step.live() != null) {
            line.append(" [live: ").append(step.live().owner().getClass().getSimpleName()).append("]");
        }
        String in = IntStream.range(0, step.in().size())
                .mapToObj(i -> value(step.in().get(i)) + (step.op().writes(i) ? " (written)" : ""))
                .collect(Collectors.joining(", "));
        line.append(in.isEmpty() ? "" : " of " + in);
        return line.append(step.out().isEmpty() ? "" : " -> " + values(step.out())).toString();
    }

    private String values(List<Integer> numbers) {
        return numbers.isEmpty() ? "none" : numbers.stream().map(this::value).collect(Collectors.joining(", "));
    }

    private String value(int number) {
        return "%" + number + " " + listing.values().get(number);
    }
}
