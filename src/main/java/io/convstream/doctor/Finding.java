package io.convstream.doctor;

import java.io.Serializable;

/**
 * What was looked at and how it is.
 *
 * @param what was looked at, a few words
 * @param fine whether a job can run as it is
 * @param told what is there; where it is not fine, also what to do
 */
public record Finding(String what, boolean fine, String told) implements Serializable {

    static Finding fine(String what, String told) {
        return new Finding(what, true, told);
    }

    static Finding wrong(String what, String told) {
        return new Finding(what, false, told);
    }

    /** A line for a person. */
    public String line() {
        return (fine ? "ok     " : "fails  ") + what + ": " + told;
    }
}
