package io.convstream.run;

import io.convstream.train.Fingerprint;
import java.io.Serializable;

/**
 * A setting of a model that was changed when its run was resumed.
 *
 * @param step the number of steps done before the change
 * @param setting its name for the user
 */
public record SettingChange(String model, long step, String setting, String was, String is) implements Serializable {

    static SettingChange of(String model, long step, Fingerprint.Difference difference) {
        return new SettingChange(model, step, difference.setting().noun(), difference.was(), difference.is());
    }

    /** Returns the change without the model and the step. */
    @Override
    public String toString() {
        return setting + " " + is + " (was " + was + ")";
    }
}
