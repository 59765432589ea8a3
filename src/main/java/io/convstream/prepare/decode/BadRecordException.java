package io.convstream.prepare.decode;

/** Thrown if a record cannot be prepared. Caught within {@code prepare}, which emits a dead letter. */
public final class BadRecordException extends Exception {

    private final BadRecordReason reason;

    public BadRecordException(BadRecordReason reason, String message) {
        // Without a stack trace: bad records must not cost more than good ones.
        super(message, null, false, false);
        this.reason = reason;
    }

    public BadRecordReason reason() {
        return reason;
    }

    /** Returns the message, which is never null. */
    public String message() {
        return String.valueOf(getMessage());
    }
}
