package io.convstream.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The machine of the measurements. */
final class Machine {

    private Machine() {}

    /** Processor, cores, Java version and operating system. */
    static String description() {
        return processor() + ", " + Runtime.getRuntime().availableProcessors() + " cores, Java "
                + System.getProperty("java.version") + ", " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch");
    }

    private static String processor() {
        try {
            List<String> lines = Files.readAllLines(Path.of("/proc/cpuinfo"));
            return value(lines, "model name") + " (family " + value(lines, "cpu family") + ", model "
                    + value(lines, "model\t") + ")";
        } catch (IOException e) {
            return "unknown processor";
        }
    }

    private static String value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .findFirst()
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .orElse("unknown");
    }
}
