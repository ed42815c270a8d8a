package dev.lanewise.notebook.kernel;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The cells of this session, for front ends that leaf through them. */
final class Inputs {
    private static final int MOST = 1000;

    private record Input(int number, String code) {}

    private final List<Input> inputs = new ArrayList<>();

    void add(int number, String code) {
        inputs.add(new Input(number, code));
        if (inputs.size() > MOST) {
            inputs.removeFirst();
        }
    }

    /** The answer to a {@code history_request}. */
    JsonObject answer(JsonObject request) {
        List<Input> found = switch (Message.text(request, "hist_access_type", "tail")) {
            case "range" -> {
                int start = Message.number(request, "start", 0);
                int stop = Message.number(request, "stop", Integer.MAX_VALUE);
                yield inputs.stream().filter(i -> i.number >= start && i.number < stop).toList();
            }
            case "search" -> {
                Pattern pattern = glob(Message.text(request, "pattern", "*"));
                yield last(inputs.stream().filter(i -> pattern.matcher(i.code).matches()).toList(), request);
            }
            default -> last(inputs, request);
        };
        boolean output = Message.flag(request, "output", false);
        JsonArray history = new JsonArray();
        for (Input input : found) {
            JsonArray entry = new JsonArray();
            entry.add(1); // sessions are not told apart
            entry.add(input.number);
            if (output) {
                JsonArray both = new JsonArray();
                both.add(input.code);
                both.add((String) null);
                entry.add(both);
            } else {
                entry.add(input.code);
            }
            history.add(entry);
        }
        JsonObject json = Replies.ok();
        json.add("history", history);
        return json;
    }

    private static List<Input> last(List<Input> all, JsonObject request) {
        int n = Math.clamp(Message.number(request, "n", MOST), 0, all.size());
        return all.subList(all.size() - n, all.size());
    }

    /** {@code *} for any text and {@code ?} for any character. */
    private static Pattern glob(String glob) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
