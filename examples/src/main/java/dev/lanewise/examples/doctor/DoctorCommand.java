package dev.lanewise.examples.doctor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the facts, and what is slow. */
@Command(
    name = "doctor",
    sortOptions = false,
    description = {
        "Tells how Lanewise sees this machine and JVM, measures for some three seconds how fast it is here, and lists "
                + "what is slow with the one line that mends it.",
        "",
        "The exit status is 0 with findings as well as without: they are advice, and no failure.",
        ""
    })
public final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object instead of a page.")
    private boolean json;

    @Option(names = "--no-measurement", description = "Measure nothing.")
    private boolean unmeasured;

    @Override
    public Integer call() throws IOException {
        String version = spec.root().version()[0].replaceAll(".* ", "");
        Facts facts = Inspection.facts(version);
        if (!unmeasured && !facts.engine().kernels().isEmpty()) {
            Facts.Speeds speeds = Stopwatch.measure(facts.engine().threads());
            facts = new Facts(facts.java(), facts.machine(), facts.memory(), facts.engine(), facts.options(),
                    facts.flags(), speeds);
        }
        List<Finding> findings = Findings.of(facts);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(facts, findings));
        } else {
            Report.page(facts, findings).forEach(out::println);
        }
        out.flush();
        return 0;
    }

    /** The lines of the page by their labels, the figures, and the findings. */
    static String json(Facts facts, List<Finding> findings) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("version", facts.engine().version());
            for (Map.Entry<String, String> line : Report.lines(facts).entrySet()) {
                json.writeStringField(line.getKey(), line.getValue());
            }
            json.writeStringField("kernels", facts.engine().kernels());
            Facts.Speeds speeds = facts.speeds();
            if (speeds != null) {
                json.writeObjectFieldStart("measured");
                json.writeNumberField("size", speeds.size());
                json.writeNumberField("gflops 1 thread", speeds.one());
                json.writeNumberField("gflops all threads", speeds.all());
                json.writeNumberField("bytes per second", speeds.bandwidth());
                json.writeEndObject();
            }
            json.writeArrayFieldStart("findings");
            for (Finding finding : findings) {
                json.writeStartObject();
                json.writeStringField("what", finding.what());
                json.writeStringField("remedy", finding.remedy());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }
}
