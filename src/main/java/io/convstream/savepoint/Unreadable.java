package io.convstream.savepoint;

import io.convstream.failure.Reason;
import io.convstream.failure.UsageException;
import io.convstream.storage.StoragePath;
import java.io.EOFException;
import java.util.concurrent.Callable;
import org.apache.flink.util.ExceptionUtils;

/** Reports a checkpoint or savepoint that cannot be read, whatever Flink throws, in a sentence. */
final class Unreadable {

    private Unreadable() {}

    /**
     * Runs a read access.
     *
     * @throws UsageException if it fails in any way
     */
    static <T> T report(StoragePath path, Callable<T> read) {
        try {
            return read.call();
        } catch (UsageException e) {
            throw e;
        } catch (Exception | OutOfMemoryError e) { // damaged lengths
            throw new UsageException(sentence(path, e), e);
        }
    }

    private static String sentence(StoragePath path, Throwable failure) {
        var foreign = ExceptionUtils.findThrowable(failure, StateClasses.ForeignClassException.class);
        if (foreign.isPresent()) {
            return path + " names the class " + foreign.get().getMessage()
                    + ", which is no serializer of convstream's state: do not resume from it";
        }
        if (ExceptionUtils.findThrowable(failure, EOFException.class).isPresent()) {
            return path + " is damaged (a file ends too early): give another checkpoint or savepoint";
        }
        return "cannot read " + path + " (" + Reason.of(failure) + "): give another checkpoint or savepoint";
    }
}
