package dev.lanewise.notebook;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import jdk.jshell.execution.LoaderDelegate;
import jdk.jshell.spi.ExecutionControl.ClassBytecodes;

/** Defines the classes of cells, woven, when they are first used. */
final class CellLoader extends ClassLoader implements LoaderDelegate {
    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Weaver weaver;

    CellLoader(ClassLoader parent) {
        super("cells", parent);
        weaver = new Weaver(parent, files::get);
    }

    @Override
    public void load(ClassBytecodes[] classes) {
        for (ClassBytecodes each : classes) {
            files.put(each.name(), each.bytecodes());
        }
    }

    @Override
    public void classesRedefined(ClassBytecodes[] classes) {
        throw new UnsupportedOperationException("classes of cells are replaced, not redefined");
    }

    @Override
    public void addToClasspath(String path) {
        // What is on the session's class path is seen by way of the parent.
    }

    @Override
    public Class<?> findClass(String name) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            byte[] file = files.get(name);
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] woven = weaver.weave(file);
            return defineClass(name, woven, 0, woven.length);
        }
    }

}
