package io.convstream.prepare.decode;

/** A record that cannot be prepared: the reason for a counter, the message for a person. Never leaves this room. */
public final class BadRecordException extends Exception {

    private final BadRecordReason reason;

    public BadRecordException(BadRecordReason reason, String sentence) {
        // No stack trace: a stream of nothing but bad records is not to be slower than one of good records.
        super(sentence, null, false, false);
        this.reason = reason;
    }

    public BadRecordReason reason() {
        return reason;
    }

    /** The message, which this exception always has. */
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
