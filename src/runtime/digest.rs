//! Values as numbers: how an engine tells apart what slots hold and calls return.

/// The value as a number that no other value of its type has, if it is a plain
/// number; without feature `check`, nothing.
#[cfg(feature = "check")]
pub fn digest<T>(value: &T) -> Option<u64> {
    /// Reads `value` as a `U`, if it is one.
    fn read<T, U: Copy + 'static>(value: &T) -> Option<U> {
        let same = typeid::of::<T>() == typeid::of::<U>();
        // SAFETY: the types are the same.
        same.then(|| unsafe { *std::ptr::from_ref(value).cast::<U>() })
    }
    if size_of::<T>() == 0 {
        return Some(0);
    }
    read::<T, u32>(value)
        .map(u64::from)
        .or_else(|| read::<T, u64>(value))
        .or_else(|| read::<T, usize>(value).map(|n| n as u64))
        .or_else(|| read::<T, i32>(value).map(|n| u64::from(n as u32)))
        .or_else(|| read::<T, i64>(value).map(|n| n as u64))
        .or_else(|| read::<T, bool>(value).map(u64::from))
        .or_else(|| read::<T, u8>(value).map(u64::from))
        .or_else(|| read::<T, u16>(value).map(u64::from))
}

/// Without an engine nobody tells values apart.
#[cfg(not(feature = "check"))]
pub fn digest<T>(_: &T) -> Option<u64> {
    None
}

/// Many numbers as one; as good as never the same for others, or in another order.
pub fn mix(numbers: impl IntoIterator<Item = u64>) -> u64 {
    // An odd multiplier carries every bit upwards, the fold carries them down.
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    numbers.into_iter().fold(ODD, |all, number| {
        let product = (all ^ number).wrapping_add(ODD).wrapping_mul(ODD);
        product ^ (product >> 29)
    })
}
