package io.convstream.ingest.dataset;

import io.convstream.image.ImageSet;
import io.convstream.image.Origin;
import io.convstream.ingest.download.LocalMirror;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;

/**
 * Image set on another file system than the local one. The machine that reads it makes a local copy, see
 * {@link LocalMirror}.
 *
 * @param heldOut whether it is the held-out part of the data set
 * @param finder finds the data set in the copy
 */
public record CopiedImages(
        LocalMirror mirror, boolean heldOut, Finder finder, List<String> classNames, long size, int classesFound)
        implements NamedImages {

    /** Finds the data set in a local folder or archive. */
    @FunctionalInterface
    public interface Finder extends Serializable {
        Dataset find(Path local) throws IOException;
    }

    /** Returns the set of a part of a data set, which was found in the copy. */
    public static CopiedImages of(LocalMirror mirror, boolean heldOut, Finder finder, ImageSet found) {
        return new CopiedImages(
                mirror, heldOut, finder, List.copyOf(found.classNames()), found.size(), found.classesFound());
    }

    /** Returns the set itself, or the local copy of a copied one. */
    static ImageSet local(ImageSet set) throws IOException {
        return set instanceof CopiedImages copied ? copied.local() : set;
    }

    private ImageSet local() throws IOException {
        Dataset found = finder.find(mirror.path((bytes, total) -> {}));
        return heldOut ? found.heldOut() : found.train();
    }

    @Override
    public void visit(Visitor visitor) throws IOException {
        if (local() instanceof NamedImages named) {
            named.visit(visitor);
        } else {
            throw new IllegalStateException("images in files have names");
        }
    }

    @Override
    public Reader open() throws IOException {
        String copy = mirror.path((bytes, total) -> {}).toString();
        Reader reader = local().open();
        return new Reader() {
            @Override
            public Entry read(long position) throws IOException {
                Entry entry = reader.read(position);
                return new Entry(entry.format(), entry.content(), entry.label(), original(entry.origin(), copy));
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
    }

    private Origin original(Origin local, String copy) {
        String source = local.source().startsWith(copy)
                ? mirror.source() + local.source().substring(copy.length())
                : local.source();
        return new Origin(source, local.partition(), local.position(), local.byteOffset());
    }
}
