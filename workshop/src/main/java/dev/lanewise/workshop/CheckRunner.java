package dev.lanewise.workshop;

import dev.lanewise.workshop.Event.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * The program of the JVM that runs checks. It is a JVM of its own since an exercise may loop for ever, exit, or use up
 * all memory. Its input is one line with the folder of the classes and the names of the check classes, separated by
 * tabs; it ends when its input ends. Its output is {@linkplain Event events}. The argument is the time in seconds after
 * which a check is given up.
 */
final class CheckRunner {
    private CheckRunner() {}

    /** Runs the checks that standard input names. */
    public static void main(String[] args) throws Exception {
        Channel channel = new Channel(new PrintStream(System.out, true, StandardCharsets.UTF_8));
        System.setOut(channel.capture());
        System.setErr(channel.capture());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String order = in.readLine();
        if (order == null) {
            return;
        }
        List<String> words = List.of(order.split("\t", -1));
        Watch watch = new Watch(channel, Thread.currentThread(), Long.parseLong(args[0]));
        daemon("watch", watch);
        daemon("parent", () -> endWith(in));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> channel.exit(Thread.getAllStackTraces())));
        run(Path.of(words.getFirst()), words.subList(1, words.size()), channel, watch);
        channel.send(Kind.DONE, -1, "", "");
        Runtime.getRuntime().halt(0); // threads of the exercise may still run
    }

    private static void run(Path classes, List<String> names, Channel channel, Watch watch) throws Exception {
        URL[] urls = {classes.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, CheckRunner.class.getClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader);
            CheckListener listener = new CheckListener(channel, watch);
            try {
                Class<?>[] found = new Class<?>[names.size()];
                for (int i = 0; i < found.length; i++) {
                    found[i] = Class.forName(names.get(i), false, loader);
                }
                LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                        .selectors(Stream.of(found).map(DiscoverySelectors::selectClass).toList())
                        .configurationParameters(Map.of(
                                "junit.jupiter.testmethod.order.default",
                                "org.junit.jupiter.api.MethodOrderer$OrderAnnotation"))
                        .build();
                // Nothing else that happens to lie on the class path may listen.
                LauncherConfig config = LauncherConfig.builder()
                        .enableTestExecutionListenerAutoRegistration(false)
                        .enableLauncherSessionListenerAutoRegistration(false)
                        .build();
                LauncherFactory.create(config).execute(request, listener);
            } catch (Throwable e) { // JUnit hands on what it takes for the JVM's end, such as a lack of memory
                listener.failRest(e);
            }
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.setPriority(Thread.MAX_PRIORITY);
        thread.start();
    }

    /** Whoever started this JVM may have been killed; nothing must go on then. */
    private static void endWith(BufferedReader in) {
        try {
            while (in.readLine() != null) {
                // there is nothing else to say
            }
        } catch (IOException e) {
            // as good as its end
        }
        Runtime.getRuntime().halt(1);
    }
}
