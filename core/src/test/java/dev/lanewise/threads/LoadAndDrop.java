package dev.lanewise.threads;

import dev.lanewise.ChildJvm;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An application server in miniature: loads the library twice, each time with a class loader of its own, uses it on
 * threads that live on, and says how many of the loaders could be collected. Run by {@link PerThreadTest}.
 */
final class LoadAndDrop {
    private static final long PATIENCE_MILLIS = 40_000;

    private LoadAndDrop() {}

    public static void main(String[] args) throws Exception {
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            for (int i = 0; i < 2; i++) {
                loaders.add(use(thread));
            }
            long end = System.currentTimeMillis() + PATIENCE_MILLIS; // idle workers end after some seconds
            while (collected(loaders) < loaders.size() && System.currentTimeMillis() < end) {
                System.gc();
                Thread.sleep(200);
            }
        }
        System.out.println("collected " + collected(loaders) + " of " + loaders.size());
    }

    private static long collected(List<WeakReference<ClassLoader>> loaders) {
        return loaders.stream().filter(loader -> loader.get() == null).count();
    }

    private static WeakReference<ClassLoader> use(ExecutorService thread) throws Exception {
        String[] folders = ChildJvm.classPath().split(System.getProperty("path.separator"));
        URL[] urls = new URL[folders.length];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = Path.of(folders[i]).toUri().toURL();
        }
        try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            Runnable use = (Runnable) loader.loadClass(UseOfEverything.class.getName()).getConstructor().newInstance();
            if (use.getClass().getClassLoader() != loader) {
                throw new IllegalStateException("loaded by " + use.getClass().getClassLoader());
            }
            use.run();
            thread.submit(use).get();
            return new WeakReference<>(loader);
        }
    }
}
