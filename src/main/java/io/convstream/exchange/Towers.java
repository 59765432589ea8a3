package io.convstream.exchange;

/**
 * How a batch is divided over the replicas ("towers") of a model, and those over its workers: in contiguous, nearly equal
 * shares. With fewer images than towers, the last towers have none.
 *
 * @param count number of towers of the model, a multiple of the number of workers
 * @param workers the workers, seen from one of them
 */
public record Towers(int count, WorkerGroup workers) {

    public Towers {
        if (count % workers.size() != 0) {
            throw new IllegalArgumentException(
                    count + " towers on " + workers.size() + " workers: give --towers a multiple of --workers");
        }
    }

    /** All towers on one worker. */
    public static Towers onOneWorker(int count) {
        return new Towers(count, WorkerGroup.ALONE);
    }

    /** Number of towers of this worker. */
    public int own() {
        return count / workers.size();
    }

    /** Index of the first tower of this worker. */
    public int firstOwn() {
        return first(workers.rank());
    }

    private int first(int rank) {
        return rank * own();
    }

    /** Number of towers with images, of a batch. */
    public int active(int images) {
        return Math.min(count, images);
    }

    /** Index of the first image of a tower. */
    public int firstImage(int tower, int images) {
        int active = active(images);
        int index = Math.min(tower, active);
        return index * (images / active) + Math.min(index, images % active);
    }

    /** Number of images of a tower. */
    public int images(int tower, int images) {
        return firstImage(tower + 1, images) - firstImage(tower, images);
    }

    /** Number of towers with images of a worker. */
    public int activeOf(int rank, int images) {
        return Math.max(0, Math.min(own(), active(images) - first(rank)));
    }

    /** Index of the first image of a worker. */
    public int firstImageOf(int rank, int images) {
        return firstImage(first(rank), images);
    }

    /** Number of images of a worker. */
    public int imagesOf(int rank, int images) {
        return firstImage(first(rank) + own(), images) - firstImageOf(rank, images);
    }
}
