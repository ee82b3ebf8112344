//! Faults: what a test makes of the next matching call.

/// What a fault does to the call that it meets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum FaultAnswer {
    /// Answers so, without doing the work.
    Reply {
        /// The HTTP status.
        status: u16,
        /// The body.
        body: String,
        /// The content type.
        content_type: String,
        /// The `Retry-After` header, in seconds.
        retry_after: Option<u64>,
    },
    /// Does the work and closes the connection without an answer.
    Drop,
}

/// A fault waiting for its call.
///
/// ```
/// # use hallpass_local_org::Fault;
/// // The second composite call is turned away, as a busy org does.
/// let busy = Fault::reply(503, "[]").on("POST", "/composite").skip(1).retry_after(1);
/// // The next upsert is done, but its answer is lost.
/// let lost = Fault::lost_reply().on("PATCH", "/sobjects/");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The method that it waits for; any where absent.
    pub(crate) method: Option<String>,
    /// A part of the path and query that it waits for.
    pub(crate) path: String,
    /// How many matching calls it lets pass first.
    pub(crate) skip: u32,
    /// How many calls it meets then.
    pub(crate) times: u32,
    /// What it does.
    pub(crate) answer: FaultAnswer,
}

impl Fault {
    /// Answers the next call so, without doing its work. The body is sent as JSON.
    #[must_use]
    pub fn reply(status: u16, body: &str) -> Fault {
        Fault::of(FaultAnswer::Reply {
            status,
            body: body.to_owned(),
            content_type: "application/json;charset=UTF-8".to_owned(),
            retry_after: None,
        })
    }

    /// Does the work of the next call and closes the connection without an answer.
    #[must_use]
    pub fn lost_reply() -> Fault {
        Fault::of(FaultAnswer::Drop)
    }

    /// Waits for a call of this method whose path and query hold this text.
    #[must_use]
    pub fn on(mut self, method: &str, path: &str) -> Fault {
        self.method = Some(method.to_owned());
        path.clone_into(&mut self.path);
        self
    }

    /// Lets so many matching calls pass first.
    #[must_use]
    pub fn skip(mut self, calls: u32) -> Fault {
        self.skip = calls;
        self
    }

    /// Meets so many calls instead of one.
    #[must_use]
    pub fn times(mut self, calls: u32) -> Fault {
        self.times = calls;
        self
    }

    /// Says after how many seconds to try again.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Fault {
        if let FaultAnswer::Reply { retry_after, .. } = &mut self.answer {
            *retry_after = Some(seconds);
        }
        self
    }

    fn of(answer: FaultAnswer) -> Fault {
        Fault {
            method: None,
            path: String::new(),
            skip: 0,
            times: 1,
            answer,
        }
    }
}
