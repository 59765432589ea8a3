package io.convstream.doctor;

import io.convstream.failure.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Checks for GPUs, and whether ND4J supports them. */
final class GpuCheck {

    private static final String SUBJECT = "GPU";
    private static final Path DEVICE = Path.of("/dev/nvidia0");
    /** ND4J 1.0.0-M2.1 contains machine code for 3.7 to 8.6, which runs up to 8.9, and no PTX for later devices. */
    private static final double MIN_CAPABILITY = 3.7;

    private static final double MAX_CAPABILITY = 8.9;

    private GpuCheck() {}

    static List<Finding> all() {
        boolean used = System.getProperty("java.class.path").contains("nd4j-cuda");
        if (!Files.exists(DEVICE)) {
            return List.of(
                    used
                            ? Finding.fail(
                                    SUBJECT,
                                    "this build is for GPUs, but there is no " + DEVICE + ": build without -Pcuda")
                            : Finding.pass(SUBJECT, "none, and this build needs none"));
        }
        try {
            return queryDriver().lines().map(line -> finding(line, used)).toList();
        } catch (IOException e) {
            return List.of(Finding.fail(SUBJECT, "its driver does not answer (" + Reason.of(e) + "): see nvidia-smi"));
        }
    }

    /** @param line name and compute capability of a GPU as printed by nvidia-smi: "NVIDIA H200, 9.0" */
    static Finding finding(String line, boolean used) {
        int comma = line.lastIndexOf(',');
        double capability;
        try {
            capability = Double.parseDouble(line.substring(comma + 1).strip());
        } catch (NumberFormatException e) {
            return Finding.fail(SUBJECT, "the driver's answer '" + line + "' names no compute capability");
        }
        String description = line.substring(0, Math.max(0, comma)) + ", compute capability " + capability;
        if (capability < MIN_CAPABILITY || capability > MAX_CAPABILITY) {
            String reason =
                    description + ", but ND4J's CUDA backend is made for " + MIN_CAPABILITY + " to " + MAX_CAPABILITY;
            return used
                    ? Finding.fail(SUBJECT, reason + ": build without -Pcuda")
                    : Finding.pass(SUBJECT, reason + "; this build computes without");
        }
        return Finding.pass(
                SUBJECT,
                used ? description : description + "; this build computes without: mvn -Pcuda package builds for it");
    }

    private static String queryDriver() throws IOException {
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
