package io.convstream.cli.options;

import org.apache.flink.api.common.JobID;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the id of a job on a cluster. */
public final class JobIdConverter implements ITypeConverter<JobID> {

    @Override
    public JobID convert(String text) {
        try {
            return JobID.fromHexString(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text
                    + "' is no id of a job: 32 digits from 0 to f, as submit and 'cluster status' tell them");
        }
    }
}
