package dev.lanewise.notebook;

import dev.lanewise.plot.Picture;
import dev.lanewise.plot.Plot;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.train.History;
import java.awt.image.BufferedImage;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Decides how values are shown, and how much of them. Text from values never becomes HTML. */
final class Renderer {
    static final String TOO_MUCH = "display: what the cell has shown is as much as a page can take"
            + " (16 MB, or 4096 pieces), so the rest is left out";

    private static final long LIMIT = 1 << 24;
    private static final long PIECE = 1 << 12; // what one more piece costs a page, however small it is
    private static final int TEXT = 1 << 15;
    private static final int ITEMS = 20;
    private static final int NESTED = 3;

    private final Map<String, String> ids = new HashMap<>();
    private long shown;
    private boolean told;

    /** From now on a new cell shows values. */
    synchronized void begin() {
        shown = 0;
        told = false;
        ids.clear();
    }

    /** Whether the page can take this as well. */
    synchronized boolean admits(Rendering rendering) {
        long size = PIECE + rendering.size();
        if (shown + size > LIMIT) {
            return false;
        }
        shown += size;
        return true;
    }

    /** Whether the page can take this in the place of another: that one is let go. */
    boolean admitsInPlace(Rendering rendering) {
        return rendering.size() <= LIMIT;
    }

    /** Whether to say that something was left out: once in a cell. */
    synchronized boolean tells() {
        boolean first = !told;
        told = true;
        return first;
    }

    /** The value that ends a cell: only its text, if the page cannot take more. */
    Rendering renderResult(@Nullable Object value) {
        Rendering rendering = render(value);
        return admits(rendering) ? rendering : Rendering.text(cut(rendering.plain()) + "\n" + TOO_MUCH);
    }

    /** What the page calls the place that the cell calls {@code name}; null if nothing is shown there yet. */
    synchronized @Nullable String id(String name) {
        return ids.get(name);
    }

    /** The same for a place where something is shown for the first time. */
    synchronized String newId(String name) {
        return ids.computeIfAbsent(name, _ -> UUID.randomUUID().toString());
    }

    /** The losses over the epochs; where none is called so, all results. */
    private static Plot losses(History history) {
        List<String> names = history.names().stream().filter(name -> name.endsWith("loss")).toList();
        double[] epochs = history.epochs().stream().mapToDouble(History.Epoch::number).toArray();
        Plot plot = Plot.of("Training", "epoch", names.isEmpty() ? "result" : "loss");
        for (String name : names.isEmpty() ? history.names() : names) {
            plot = plot.line(name, epochs, history.values(name));
        }
        return plot;
    }

    Rendering render(@Nullable Object value) {
        try {
            return switch (value) {
                case Rendering own -> own;
                case Picture picture -> Rendering.of(picture.toString(), "image/svg+xml", picture.svg());
                case Curve curve when curve.size() > 1 ->
                    Rendering.of(curve.toString(), "image/svg+xml", curve.plot().svg());
                case History history when history.epochs().size() > 1 ->
                    Rendering.of(history.toString(), "image/svg+xml", losses(history).svg());
                case BufferedImage picture -> Rendering.picture(picture);
                case String text when isSvg(text) -> Rendering.svg(text);
                case String text -> Rendering.text(cut(text));
                case Tensor tensor -> TensorTable.of(tensor);
                case IntTensor tensor -> Rendering.text("IntTensor " + tensor.shape() + "\n" + tensor);
                case BoolTensor tensor -> Rendering.text("BoolTensor " + tensor.shape() + "\n" + tensor);
                case null, default -> Rendering.text(cut(text(value, 0)));
            };
        } catch (StopSwitch.Stop e) {
            throw e;
        } catch (Exception | Error e) { // from the value's own toString
            String type = value == null ? "null" : value.getClass().getSimpleName();
            return Rendering.text("a " + type + " that cannot be shown: " + cut(Failures.text(e)));
        }
    }

    private static boolean isSvg(String text) {
        String start = text.substring(0, Math.min(text.length(), 1000)).stripLeading();
        return start.startsWith("<svg") || start.startsWith("<?xml") && start.contains("<svg");
    }

    /** Long arrays and collections by their first entries: they may hold millions. */
    private static String text(@Nullable Object value, int depth) {
        if (value == null) {
            return "null";
        }
        if (depth > NESTED) {
            return "...";
        }
        if (value.getClass().isArray()) {
            List<String> items = new ArrayList<>();
            int length = Array.getLength(value);
            for (int i = 0; i < Math.min(length, ITEMS); i++) {
                items.add(text(Array.get(value, i), depth + 1));
            }
            String type = value.getClass().getComponentType().getSimpleName();
            return type + "[" + length + "] {" + join(items, length) + "}";
        }
        if (value instanceof Collection<?> collection && collection.size() > ITEMS) {
            List<String> items = new ArrayList<>();
            Iterator<?> each = collection.iterator();
            while (each.hasNext() && items.size() < ITEMS) {
                items.add(text(each.next(), depth + 1));
            }
            return "[" + join(items, collection.size()) + "] (" + collection.size() + " entries)";
        }
        return String.valueOf(value);
    }

    private static String join(List<String> items, int length) {
        return String.join(", ", items) + (length > items.size() ? ", ..." : "");
    }

    private static String cut(String text) {
        return text.length() <= TEXT
                ? text
                : text.substring(0, TEXT) + "\n... " + (text.length() - TEXT) + " more characters";
    }
}
