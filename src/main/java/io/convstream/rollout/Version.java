package io.convstream.rollout;

import org.jspecify.annotations.Nullable;

/**
 * A version of a model.
 *
 * @param step steps done; -1 if unknown, as for a file without a run
 * @param precision precision@1 on held-out images, 0 to 1; null if unknown
 * @param sha256 of its file
 * @param announced when it was announced, in milliseconds since the epoch
 */
public record Version(long step, @Nullable Double precision, String sha256, long announced) {

    private static final int SHOWN = 12;

    /** Returns the version in words. */
    @Override
    public String toString() {
        return (step < 0 ? "" : "step " + step + ", ") + sha256.substring(0, Math.min(SHOWN, sha256.length()));
    }

    /** Returns whether a command means this version: by its step, or by the first digits of its hash. */
    boolean isNamed(String name) {
        return name.equals(String.valueOf(step)) || (name.length() >= SHOWN && sha256.startsWith(name));
    }
}
