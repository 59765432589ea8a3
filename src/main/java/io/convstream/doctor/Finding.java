package io.convstream.doctor;

import java.io.Serializable;

/**
 * The result of a check.
 *
 * @param subject what was checked, in a few words
 * @param passed whether a job can run
 * @param message what was found; if the check failed, also what to do
 */
public record Finding(String subject, boolean passed, String message) implements Serializable {

    static Finding pass(String subject, String message) {
        return new Finding(subject, true, message);
    }

    static Finding fail(String subject, String message) {
        return new Finding(subject, false, message);
    }

    /** Returns a line for the user. */
    public String line() {
        return (passed ? "ok     " : "fails  ") + subject + ": " + message;
    }
}
