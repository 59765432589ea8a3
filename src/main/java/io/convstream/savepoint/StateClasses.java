package io.convstream.savepoint;

import java.util.Set;

/**
 * Class loader for the serializer classes that a savepoint names. Flink instantiates them before it reads a value, so a
 * savepoint could otherwise run any class on the class path, or Java's deserialization.
 */
final class StateClasses extends ClassLoader {

    private static final Set<String> PACKAGES = Set.of(
            "io.convstream.image",
            "io.convstream.snapshot",
            "io.convstream.train",
            "java.lang",
            "org.apache.flink.api.common.typeutils.base",
            "org.apache.flink.api.common.typeutils.base.array",
            "org.apache.flink.api.java.typeutils.runtime",
            "org.apache.flink.runtime.state",
            "org.apache.flink.streaming.api.operators");

    /** Flink's serializers of arbitrary objects. */
    private static final Set<String> GENERIC = Set.of("JavaSerializer", "WritableSerializer");

    StateClasses() {
        super(StateClasses.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        int end = name.lastIndexOf('.');
        String simple = name.substring(end + 1);
        if (end < 0
                || !PACKAGES.contains(name.substring(0, end))
                || GENERIC.contains(simple.replaceFirst("\\$.*", ""))) {
            throw new ForeignClassException(name);
        }
        return super.loadClass(name, resolve);
    }

    /** A savepoint names a class that is not a serializer of convstream's state. */
    static final class ForeignClassException extends ClassNotFoundException {

        private static final long serialVersionUID = 1;

        ForeignClassException(String name) {
            super(name);
        }
    }
}
