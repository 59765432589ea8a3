package io.convstream.doctor;

import io.convstream.failure.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Looks for GPUs, and whether ND4J can compute on them. */
final class GpuCheck {

    private static final String WHAT = "GPU";
    private static final Path FIRST = Path.of("/dev/nvidia0");
    /**
     * ND4J 1.0.0-M2.1 holds machine code for 3.7 to 8.6, which runs up to 8.9, and none that a driver could translate
     * for what came later.
     */
    private static final double OLDEST = 3.7;

    private static final double NEWEST = 8.9;

    private GpuCheck() {}

    static List<Finding> all() {
        boolean used = System.getProperty("java.class.path").contains("nd4j-cuda");
        if (!Files.exists(FIRST)) {
            return List.of(
                    used
                            ? Finding.wrong(
                                    WHAT, "this build is for GPUs, but there is no " + FIRST + ": build without -Pcuda")
                            : Finding.fine(WHAT, "none, and this build needs none"));
        }
        try {
            return driverSays().lines().map(line -> finding(line, used)).toList();
        } catch (IOException e) {
            return List.of(Finding.wrong(
                    WHAT, "there is one, but its driver does not answer (" + Reason.of(e) + "): see nvidia-smi"));
        }
    }

    /** @param line a GPU's name and compute capability as the driver writes them: "NVIDIA H200, 9.0" */
    static Finding finding(String line, boolean used) {
        int comma = line.lastIndexOf(',');
        double capability;
        try {
            capability = Double.parseDouble(line.substring(comma + 1).strip());
        } catch (NumberFormatException e) {
            return Finding.wrong(WHAT, "the driver says '" + line + "', which names no compute capability");
        }
        String told = line.substring(0, Math.max(0, comma)) + ", compute capability " + capability;
        if (capability < OLDEST || capability > NEWEST) {
            String reason = told + ", but ND4J's CUDA backend is made for " + OLDEST + " to " + NEWEST;
            return used
                    ? Finding.wrong(WHAT, reason + ": build without -Pcuda")
                    : Finding.fine(WHAT, reason + "; this build computes without");
        }
        return Finding.fine(
                WHAT, used ? told : told + "; this build computes without: mvn -Pcuda package builds for it");
    }

    private static String driverSays() throws IOException {
        Process query = new ProcessBuilder("nvidia-smi", "--query-gpu=name,compute_cap", "--format=csv,noheader")
                .redirectErrorStream(true)
                .start();
        try {
            String answer = new String(query.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!query.waitFor(10, TimeUnit.SECONDS) || query.exitValue() != 0) {
                throw new IOException(answer.isEmpty() ? "nvidia-smi failed" : answer);
            }
            return answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            query.destroyForcibly();
        }
    }
}
