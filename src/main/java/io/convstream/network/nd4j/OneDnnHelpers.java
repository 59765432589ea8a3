package io.convstream.network.nd4j;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.List;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.Nd4jCpu;

/**
 * DL4J's layers on oneDNN. DL4J 1.0.0-M2.1 has them switched off, and looks for a class that ND4J has renamed; without
 * them the tutorial's network takes 3.3 times as long.
 */
final class OneDnnHelpers {

    private static final String DISABLED = "org.eclipse.deeplearning4j.helpers.disable";

    private OneDnnHelpers() {}

    /** Switches them on for layers that are created from now on, unless {@value #DISABLED} is set. */
    static void enable() {
        if (System.getProperty(DISABLED) != null) {
            return;
        }
        System.setProperty(DISABLED, "false");
        if (NativeOps.class.getClassLoader() != OneDnnHelpers.class.getClassLoader()) {
            defineBesideNd4j();
        }
    }

    /** On a cluster DL4J is in a class loader that does not see those of jobs. */
    private static void defineBesideNd4j() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(NativeOps.class, MethodHandles.lookup());
            for (Class<?> missing : List.of(Nd4jCpu.class, Nd4jCpu.Environment.class)) {
                String file = missing.getName().replaceFirst(".*\\.", "") + ".class";
                try (InputStream in = missing.getResourceAsStream(file)) {
                    if (in != null) {
                        lookup.defineClass(in.readAllBytes());
                    }
                }
            }
        } catch (IOException | IllegalAccessException | LinkageError e) {
            return; // an earlier job of this process has defined it, or the helpers stay off
        }
    }
}
